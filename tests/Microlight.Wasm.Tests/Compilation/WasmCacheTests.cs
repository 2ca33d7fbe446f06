using System.Diagnostics;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>The cache against bad luck: damage, races, dead writers, directories that are not ours alone.</summary>
public sealed class WasmCacheTests : IDisposable
{
    private static readonly byte[] Wasm = "some module"u8.ToArray();
    private readonly string _root = Directory.CreateTempSubdirectory("microlight-test-").FullName;
    private int _compiled;

    private string Path => System.IO.Path.Combine(_root, "cache");
    private string[] Entries => [.. Directory.GetFiles(Path, "*" + CacheDirectory.EntrySuffix)];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private GuestImage Get(WasmCache cache, byte[]? wasm = null, WasmCompilerOptions? options = null, CancellationToken cancellationToken = default) =>
        cache.GetOrCreate(wasm ?? Wasm, "test", options ?? new WasmCompilerOptions(), () =>
        {
            Interlocked.Increment(ref _compiled);
            Thread.Sleep(50);
            return TestProgram.Image;
        }, cancellationToken);

    [Fact]
    public void A_module_is_compiled_once()
    {
        using var first = Get(new WasmCache(Path));
        using var second = Get(new WasmCache(Path));
        Assert.Equal(1, _compiled);
        Assert.Equal(first.Functions, second.Functions);
        Assert.Single(Entries);
        Assert.Empty(Directory.GetFiles(Path, "*.lock"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Entries[0]));
    }

    [Fact]
    public void Content_and_options_that_matter_make_another_entry()
    {
        var cache = new WasmCache(Path);
        Get(cache).Dispose();
        Get(cache, "another module"u8.ToArray()).Dispose();
        Get(cache, options: new WasmCompilerOptions { MaximumMemory = 1 << 20 }).Dispose();
        Assert.Equal(3, _compiled);
        Get(cache, options: new WasmCompilerOptions { Parallelism = 1, TimeLimit = TimeSpan.FromSeconds(1) }).Dispose();
        Assert.Equal(3, _compiled);
    }

    public static TheoryData<string> Damages => ["truncated", "empty", "bit", "footer", "longer", "renamed"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_entry_is_made_anew(string damage)
    {
        var cache = new WasmCache(Path);
        Get(cache).Dispose();
        var entry = Entries[0];
        var bytes = File.ReadAllBytes(entry);
        switch (damage)
        {
            case "truncated": File.WriteAllBytes(entry, bytes[..(bytes.Length / 2)]); break;
            case "empty": File.WriteAllBytes(entry, []); break;
            case "bit": bytes[bytes.Length / 3] ^= 4; File.WriteAllBytes(entry, bytes); break;
            case "footer": bytes[^1] ^= 1; File.WriteAllBytes(entry, bytes); break;
            case "longer": File.WriteAllBytes(entry, [.. bytes, 0]); break;
            case "renamed":
                Get(cache, "another module"u8.ToArray()).Dispose();
                File.Copy(Entries.Single(e => e != entry), entry, overwrite: true);
                _compiled = 1;
                break;
        }
        Get(cache).Dispose();
        Assert.Equal(2, _compiled);
        Get(cache).Dispose();
        Assert.Equal(2, _compiled);
    }

    [Fact]
    public async Task Many_at_once_compile_once()
    {
        var tasks = Enumerable.Range(0, 12).Select(_ => Task.Run(() => Get(new WasmCache(Path)).Dispose()));
        await Task.WhenAll(tasks);
        Assert.Equal(1, _compiled);
    }

    [Fact]
    public async Task A_failure_is_not_kept_and_the_next_in_line_tries_again()
    {
        var calls = 0;
        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Run(() => new WasmCache(Path).GetOrCreate(Wasm, "test", new WasmCompilerOptions(), () =>
        {
            Thread.Sleep(30);
            return Interlocked.Increment(ref calls) == 1 ? throw new WasmCompilationException("no") : TestProgram.Image;
        }, default).Dispose())).ToArray();
        await Assert.ThrowsAsync<WasmCompilationException>(() => Task.WhenAll(tasks));
        Assert.Equal(2, calls);
        Assert.Equal(1, tasks.Count(t => t.IsFaulted));
    }

    /// <summary>flock(1) stands for another process.</summary>
    [SkippableFact]
    public void Another_process_that_compiles_is_waited_for_and_survived()
    {
        Skip.IfNot(File.Exists("/usr/bin/flock"), "needs flock(1) of util-linux");
        var cache = new WasmCache(Path);
        new CacheDirectory(Path).Prepare();
        var key = CacheKey.For(Wasm, new WasmCompilerOptions(), InstructionSets.Host, CodeGeneratorFiles.Locate());
        var lockFile = new CacheDirectory(Path).EntryPath(key) + CacheDirectory.LockSuffix;
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", [lockFile, "-c", "echo locked; read line"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("locked", other.StandardOutput.ReadLine());
        using var soon = new CancellationTokenSource(200);
        Assert.Throws<OperationCanceledException>(() => Get(cache, cancellationToken: soon.Token));
        Assert.Equal(0, _compiled);
        other.Kill(entireProcessTree: true);
        other.WaitForExit();
        Get(cache).Dispose();
        Assert.Equal(1, _compiled);
    }

    [Fact]
    public void A_directory_that_others_can_write_is_refused()
    {
        Directory.CreateDirectory(Path);
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_111_111);
        Assert.Contains("chmod 700", Assert.Throws<WasmCacheException>(() => Get(new WasmCache(Path))).Message);
        Assert.Equal(0, _compiled);
    }

    [Fact]
    public void A_file_in_the_directory_s_place_is_refused()
    {
        File.WriteAllText(Path, "");
        Assert.Throws<WasmCacheException>(() => Get(new WasmCache(Path)));
    }

    [Fact]
    public void A_link_in_an_entry_s_place_is_replaced_not_followed()
    {
        var cache = new WasmCache(Path);
        Get(cache).Dispose();
        var victim = System.IO.Path.Combine(_root, "victim");
        File.WriteAllText(victim, "precious");
        var entry = Entries[0];
        File.Delete(entry);
        File.CreateSymbolicLink(entry, victim);
        Get(cache).Dispose();
        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.Null(new FileInfo(entry).LinkTarget);
    }

    [Fact]
    public void The_entries_used_longest_ago_go_first()
    {
        var size = TestProgram.Image.Length + 1000;
        var cache = new WasmCache(Path) { MaximumSize = 2 * size };
        Get(cache, [1]).Dispose();
        var first = Entries[0];
        File.SetLastWriteTimeUtc(first, DateTime.UtcNow.AddDays(-2));
        Get(cache, [2]).Dispose();
        var second = Entries.Single(e => e != first);
        File.SetLastWriteTimeUtc(second, DateTime.UtcNow.AddDays(-1));
        Get(cache, [1]).Dispose();
        var abandoned = second + CacheDirectory.TemporarySuffix + "1";
        File.WriteAllText(abandoned, "");
        File.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddDays(-1));
        Get(cache, [3]).Dispose();
        Assert.True(File.Exists(first));
        Assert.False(File.Exists(second));
        Assert.False(File.Exists(abandoned));
        Assert.Equal(2, Entries.Length);
    }
}
