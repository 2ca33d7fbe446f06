using System.Text;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Tests.Support;
using Microlight.Wasm.Bindings;
using Wasi.Filesystem;
using Wasi.Io;

namespace Microlight.Wasi.Tests.Filesystem;

/// <summary>wasi:filesystem of WASI 0.2, called as a guest calls it. What lies outside of a grant is EscapeTests' for the mechanism that both versions share.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const DescriptorFlags ReadWrite = DescriptorFlags.Read | DescriptorFlags.Write;
    private readonly TemporaryDirectory _directory = new();
    private readonly List<WasiDenial> _denials = [];
    private readonly List<WasiContext> _contexts = [];

    [Fact]
    public async Task FilesAreReadAndWrittenAtOffsets()
    {
        var top = await Top();
        using var file = (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.Create, ReadWrite)).Value;
        Assert.Equal(5UL, (await file.WriteAsync("hello"u8.ToArray(), 0)).Value);
        Assert.Equal(2UL, (await file.WriteAsync("XY"u8.ToArray(), 7)).Value);
        var (bytes, atEnd) = (await file.ReadAsync(100, 3)).Value;
        Assert.Equal("lo\0\0XY", Encoding.UTF8.GetString(bytes.Span));
        Assert.True(atEnd);
        (bytes, atEnd) = (await file.ReadAsync(2, 0)).Value;
        Assert.Equal(("he", false), (Encoding.UTF8.GetString(bytes.Span), atEnd));
        (bytes, atEnd) = (await file.ReadAsync(ulong.MaxValue, 100)).Value;
        Assert.Equal((0, true), (bytes.Length, atEnd));
        Assert.Equal(ErrorCode.Invalid, (await file.ReadAsync(1, ulong.MaxValue)).Error);
        Assert.True((await file.SetSizeAsync(4)).IsOk);
        Assert.Equal(4UL, (await file.StatAsync()).Value.Size);
        Assert.Equal("hell", File.ReadAllText(_directory["a.txt"]));
    }

    [Fact]
    public async Task StreamsHavePositionsOfTheirOwn()
    {
        var top = await Top();
        _directory.File("a.txt", "0123456789");
        using var file = (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.None, ReadWrite)).Value;
        using var first = (await file.ReadViaStreamAsync(0)).Value;
        using var second = (await file.ReadViaStreamAsync(5)).Value;
        using (var writer = (await file.WriteViaStreamAsync(8)).Value) Assert.True((await writer.BlockingWriteAndFlushAsync("ab"u8.ToArray())).IsOk);
        using (var appender = (await file.AppendViaStreamAsync()).Value)
        {
            await appender.BlockingWriteAndFlushAsync("!"u8.ToArray());
            File.AppendAllText(_directory["a.txt"], "?");
            await appender.BlockingWriteAndFlushAsync("!"u8.ToArray());
        }
        file.Dispose(); // streams outlive their descriptor
        Assert.Equal("56", Encoding.UTF8.GetString((await second.ReadAsync(2)).Value.Span));
        Assert.Equal("01234567ab!?!", Encoding.UTF8.GetString((await first.ReadAsync(100)).Value.Span));
        Assert.IsType<StreamError.Closed>((await first.BlockingReadAsync(1)).Error);
    }

    [Fact]
    public async Task AFailedWriteSaysWhichErrorItWas()
    {
        var context = Context();
        var top = (await context.Filesystem.GetDirectoriesAsync())[0].Item1;
        using var file = (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.Create, DescriptorFlags.Write)).Value;
        using var stream = (await file.WriteViaStreamAsync(long.MaxValue - 1)).Value;
        var failed = Assert.IsType<StreamError.LastOperationFailed>((await stream.BlockingWriteAndFlushAsync(new byte[10])).Error);
        Assert.Contains(await context.Filesystem.FilesystemErrorCodeAsync(failed.Value), (ErrorCode?[])[ErrorCode.Invalid, ErrorCode.FileTooLarge]);
        Assert.Contains(await failed.Value.ToDebugStringAsync(), (string[])["EINVAL", "EFBIG"]);
        Assert.IsType<StreamError.Closed>((await stream.CheckWriteAsync()).Error);
    }

    [Fact]
    public async Task DirectoriesAreListedWithoutThemselves()
    {
        var top = await Top();
        for (var i = 0; i < 500; i++) _directory.File($"file-{i:000}-{new string('x', 40)}");
        _directory.Folder("sub");
        Directory.CreateSymbolicLink(_directory["link"], "sub");
        using var first = (await top.ReadDirectoryAsync()).Value;
        using var second = (await top.ReadDirectoryAsync()).Value;
        var entries = new List<(string Name, DescriptorType Type)>();
        while ((await first.ReadDirectoryEntryAsync()).Value is { } entry)
        {
            entries.Add((entry.Name, entry.Type));
            Assert.True((await second.ReadDirectoryEntryAsync()).Value is not null);
        }
        Assert.Equal(502, entries.Select(entry => entry.Name).Distinct().Count());
        Assert.Contains(("sub", DescriptorType.Directory), entries);
        Assert.Contains(("link", DescriptorType.SymbolicLink), entries);
        Assert.Null((await second.ReadDirectoryEntryAsync()).Value);
    }

    [Fact]
    public async Task NothingLeadsOutAndTheHostHearsOfIt()
    {
        var top = await Top();
        File.CreateSymbolicLink(_directory["out"], "/etc/passwd");
        foreach (var path in (string[])["../x", "/etc/passwd", "out"])
            Assert.Equal(ErrorCode.NotPermitted, (await top.OpenAtAsync(PathFlags.SymlinkFollow, path, OpenFlags.None, DescriptorFlags.Read)).Error);
        Assert.Equal(ErrorCode.NotPermitted, (await top.ReadlinkAtAsync("out")).Error);
        Assert.Equal(ErrorCode.NotPermitted, (await top.SymlinkAtAsync("/etc", "link")).Error);
        Assert.Equal(["../x", "/etc/passwd", "out", "link"], _denials.Select(denial => denial.Target));
        Assert.All(_denials, denial => Assert.Equal("wasi:filesystem/types", denial.Interface));
    }

    [Fact]
    public async Task AReadOnlyGrantIsReadOnly()
    {
        var top = await Top(readOnly: true);
        _directory.File("a.txt", "here");
        _directory.Folder("sub");
        Assert.Equal(DescriptorFlags.Read, (await top.GetFlagsAsync()).Value);
        foreach (var (open, flags) in ((OpenFlags, DescriptorFlags)[])[(OpenFlags.None, DescriptorFlags.Write), (OpenFlags.Create, DescriptorFlags.Read), (OpenFlags.Truncate, DescriptorFlags.Read), (OpenFlags.Directory, DescriptorFlags.MutateDirectory)])
            Assert.Equal(ErrorCode.ReadOnly, (await top.OpenAtAsync(PathFlags.None, "a.txt", open, flags)).Error);
        Assert.Equal(ErrorCode.ReadOnly, (await top.CreateDirectoryAtAsync("new")).Error);
        Assert.Equal(ErrorCode.ReadOnly, (await top.UnlinkFileAtAsync("a.txt")).Error);
        Assert.Equal(ErrorCode.ReadOnly, (await top.RenameAtAsync("a.txt", top, "b.txt")).Error);
        using var sub = (await top.OpenAtAsync(PathFlags.None, "sub", OpenFlags.Directory, DescriptorFlags.Read)).Value;
        Assert.Equal(ErrorCode.ReadOnly, (await sub.CreateDirectoryAtAsync("new")).Error);
        using var file = (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.None, DescriptorFlags.Read)).Value;
        Assert.Equal(ErrorCode.NotPermitted, (await file.WriteAsync(new byte[1], 0)).Error);
        Assert.Equal(ErrorCode.ReadOnly, (await file.SetTimesAsync(NewTimestamp.Now.Instance, NewTimestamp.Now.Instance)).Error);
        Assert.Equal("here", File.ReadAllText(_directory["a.txt"]));
    }

    [Fact]
    public async Task WhatADescriptorIsNotItRefuses()
    {
        var top = await Top();
        _directory.File("a.txt", "x");
        using var file = (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.None, DescriptorFlags.Read)).Value;
        Assert.Equal(ErrorCode.NotDirectory, (await file.OpenAtAsync(PathFlags.None, "x", OpenFlags.None, DescriptorFlags.Read)).Error);
        Assert.Equal(ErrorCode.NotDirectory, (await file.ReadDirectoryAsync()).Error);
        Assert.Equal(ErrorCode.IsDirectory, (await top.ReadAsync(1, 0)).Error);
        Assert.Equal(ErrorCode.IsDirectory, (await top.WriteViaStreamAsync(0)).Error);
        Assert.Equal(ErrorCode.NoEntry, (await top.StatAtAsync(PathFlags.None, "missing")).Error);
        Assert.Equal(ErrorCode.Exist, (await top.OpenAtAsync(PathFlags.None, "a.txt", OpenFlags.Create | OpenFlags.Exclusive, ReadWrite)).Error);
        Assert.Equal(ErrorCode.Invalid, (await top.OpenAtAsync(PathFlags.None, "new", OpenFlags.Create | OpenFlags.Directory, ReadWrite)).Error);
        Assert.Equal(ErrorCode.NoEntry, (await top.StatAtAsync(PathFlags.None, "")).Error);
        Assert.Equal(ErrorCode.Invalid, (await top.StatAtAsync(PathFlags.None, "a\0b")).Error);
        Assert.Equal(ErrorCode.Invalid, (await file.SetTimesAsync(new NewTimestamp.Timestamp(new(1, 1_000_000_000)), NewTimestamp.NoChange.Instance)).Error);
    }

    [Fact]
    public async Task FilesAreToldApartWithoutTheHostsNumbers()
    {
        var top = await Top();
        _directory.File("a", "1");
        _directory.File("b", "1");
        using var a = (await top.OpenAtAsync(PathFlags.None, "a", OpenFlags.None, ReadWrite)).Value;
        using var again = (await top.OpenAtAsync(PathFlags.None, "a", OpenFlags.None, DescriptorFlags.Read)).Value;
        using var b = (await top.OpenAtAsync(PathFlags.None, "b", OpenFlags.None, DescriptorFlags.Read)).Value;
        Assert.True(await a.IsSameObjectAsync(again));
        Assert.False(await a.IsSameObjectAsync(b));
        var hash = (await a.MetadataHashAsync()).Value;
        await a.WriteAsync("changed"u8.ToArray(), 0);
        Assert.Equal(hash, (await again.MetadataHashAsync()).Value);
        Assert.Equal(hash, (await top.MetadataHashAtAsync(PathFlags.None, "a")).Value);
        Assert.NotEqual(hash, (await b.MetadataHashAsync()).Value);
        Assert.NotEqual(hash, (await (await Top()).MetadataHashAtAsync(PathFlags.None, "a")).Value); // another guest's
    }

    [Fact]
    public async Task APipeIsWaitedForByAsManyPollablesAsTheGuestLikes()
    {
        var top = await Top();
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_directory["pipe"]])) await mkfifo.WaitForExitAsync();
        using var pipe = (await top.OpenAtAsync(PathFlags.None, "pipe", OpenFlags.None, DescriptorFlags.Read)).Value;
        using var stream = (await pipe.ReadViaStreamAsync(0)).Value;
        var pollables = new List<Pollable>();
        for (var i = 0; i < 20_000; i++) pollables.Add(await stream.SubscribeAsync());
        var poll = new Microlight.Wasi.Io.PollHost();
        using (var stop = new CancellationTokenSource())
        {
            var cancelled = poll.PollAsync(pollables, stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }
        var polling = poll.PollAsync(pollables).AsTask();
        Assert.False(polling.IsCompleted);
        await File.WriteAllTextAsync(_directory["pipe"], "x");
        Assert.Equal(20_000, (await polling.WaitAsync(TimeSpan.FromSeconds(60))).Count);
        Assert.Equal("x", Encoding.UTF8.GetString((await stream.ReadAsync(10)).Value.Span));
        Assert.IsType<StreamError.Closed>((await stream.BlockingReadAsync(10)).Error);
    }

    [Fact]
    public async Task OpenDescriptorsAreCounted()
    {
        var top = await Top(maximum: 5);
        _directory.File("a", "1");
        var open = new List<IDisposable>();
        for (var i = 0; i < 2; i++) open.Add((await top.OpenAtAsync(PathFlags.None, "a", OpenFlags.None, ReadWrite)).Value);
        open.Add((await top.ReadDirectoryAsync()).Value);
        open.Add((await ((Descriptor)open[0]).AppendViaStreamAsync()).Value);
        Assert.Equal(ErrorCode.InsufficientMemory, (await top.OpenAtAsync(PathFlags.None, "a", OpenFlags.None, DescriptorFlags.Read)).Error);
        Assert.Equal(ErrorCode.InsufficientMemory, (await top.ReadDirectoryAsync()).Error);
        Assert.Equal(ErrorCode.InsufficientMemory, (await ((Descriptor)open[0]).AppendViaStreamAsync()).Error);
        foreach (var one in open) one.Dispose();
        foreach (var one in open) one.Dispose(); // once is enough
        for (var i = 0; i < 4; i++) Assert.True((await top.OpenAtAsync(PathFlags.None, "a", OpenFlags.None, DescriptorFlags.Read)).IsOk);
    }

    public void Dispose()
    {
        foreach (var context in _contexts) context.Dispose();
        _directory.Dispose();
    }

    private WasiContext Context(bool readOnly = false, int maximum = 100)
    {
        var context = new WasiContext(new WasiOptions
        {
            PreopenedDirectories = [new PreopenedDirectory(_directory.FullPath, "/data", readOnly)],
            MaximumOpenDescriptors = maximum,
            Denied = _denials.Add,
        });
        _contexts.Add(context);
        return context;
    }

    private async Task<Descriptor> Top(bool readOnly = false, int maximum = 100)
    {
        var (descriptor, name) = Assert.Single(await Context(readOnly, maximum).Filesystem.GetDirectoriesAsync());
        Assert.Equal("/data", name);
        return descriptor;
    }
}
