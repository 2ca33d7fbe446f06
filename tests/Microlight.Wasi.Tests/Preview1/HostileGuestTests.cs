using System.Buffers.Binary;
using Microlight.Tests;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Preview1;

/// <summary>
/// Random pointers, lengths, descriptors and contents for every function: the host answers with an error code or ends the guest, and
/// nothing changes outside the granted directory.
/// </summary>
public sealed class HostileGuestTests
{
    private const int MemorySize = 1 << 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnythingGoesInNothingBreaks(int seed)
    {
        using var outer = new TemporaryDirectory();
        outer.File("outside", "untouched");
        outer.File("granted/file", "content");
        outer.Folder("granted/a/b");
        using var guest = new TestGuest(new WasiOptions
        {
            Arguments = ["prog", "argument"],
            Environment = new Dictionary<string, string> { ["A"] = "B" },
            PreopenedDirectories = [new PreopenedDirectory(outer["granted"], "/"), new PreopenedDirectory(outer["granted"], "/ro", ReadOnly: true)],
            MaximumOpenDescriptors = 24,
        }, MemorySize);
        var random = new System.Random(seed);
        var functions = guest.Functions.Where(f => f.Name != "proc_exit").ToArray();
        var successes = 0;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        for (var round = 0; round < 15_000; round++)
        {
            if (round % 50 == 0) Scribble(guest.Memory, random);
            if (round % 1000 == 999) guest.Context.Reset();
            var (name, signature) = functions[random.Next(functions.Length)];
            var arguments = signature.Parameters.Select(type => type == GuestType.Int32 ? Word(random) : Long(random)).ToArray();
            // A guest may fill the disk it is granted; a test should not.
            if (name is "fd_allocate") arguments = [arguments[0], arguments[1] & 0xffff, arguments[2] & 0xffff];
            // Sleeping for ever is no error either.
            guest.CancellationToken = name == "poll_oneoff" ? cancelled.Token : default;
            try
            {
                var error = guest.Call(name, arguments);
                Assert.True(Enum.IsDefined(error), $"{name} answered {error}");
                if (error == Errno.Success) successes++;
            }
            catch (GuestExitException)
            {
                Assert.Equal("proc_raise", name);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal("poll_oneoff", name);
            }
        }

        Assert.True(successes > 500, $"only {successes} calls succeeded: the test does not reach anything");
        Assert.Equal("untouched", File.ReadAllText(outer["outside"]));
        Assert.Equal(["granted", "outside"], Directory.GetFileSystemEntries(outer.FullPath).Select(Path.GetFileName).Order());
    }

    /// <summary>Every function with every pointer just past the end: EFAULT or a plainer error, and not a byte beyond.</summary>
    [Fact]
    public void PointersPastTheEndAreFaults()
    {
        using var directory = new TemporaryDirectory();
        directory.File("f");
        using var guest = TestGuest.With(directory);
        var end = guest.Memory.Size;
        Assert.Equal(Errno.Fault, guest.Call("args_sizes_get", end - 3, 0));
        Assert.Equal(Errno.Fault, guest.Call("args_sizes_get", 0, end));
        Assert.Equal(Errno.Fault, guest.Call("clock_time_get", 0, 0, end - 7));
        Assert.Equal(Errno.Fault, guest.Call("fd_fdstat_get", 0, end - 23));
        Assert.Equal(Errno.Fault, guest.Call("fd_filestat_get", 3, end - 63));
        Assert.Equal(Errno.Fault, guest.Call("fd_prestat_get", 3, end - 7));
        Assert.Equal(Errno.Fault, guest.Call("fd_prestat_dir_name", 3, end, 1));
        Assert.Equal(Errno.Fault, guest.Call("fd_readdir", 3, end - 10, 11, 0, TestGuest.Result));
        Assert.Equal(Errno.Fault, guest.Call("fd_readdir", 3, 0, 100, 0, end));
        Assert.Equal(Errno.Fault, guest.Call("fd_read", 0, end - 7, 1, TestGuest.Result));
        Assert.Equal(Errno.Invalid, guest.Call("fd_read", 0, 0, 1025, TestGuest.Result));
        Assert.Equal(Errno.Invalid, guest.Call("fd_write", 1, 0, uint.MaxValue, TestGuest.Result));
        var vectors = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(vectors, (uint)end - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(vectors.AsSpan(4), 2);
        Assert.Equal(Errno.Fault, guest.Call("fd_write", 1, guest.Put(vectors), 1, TestGuest.Result));
        BinaryPrimitives.WriteUInt32LittleEndian(vectors.AsSpan(4), uint.MaxValue);
        Assert.Equal(Errno.Fault, guest.Call("fd_write", 1, guest.Put(vectors), 1, TestGuest.Result));
        var (path, length) = guest.PutText("f");
        Assert.Equal(Errno.Fault, guest.Call("path_open", 3, 0, path, length, 0, 0, 0, 0, end - 3));
        Assert.Equal(Errno.Fault, guest.Call("path_filestat_get", 3, 0, path, length, end - 63));
        Assert.Equal(Errno.Fault, guest.Call("path_open", 3, 0, uint.MaxValue, 2, 0, 0, 0, 0, 0));
    }

    /// <summary>Pointers and small numbers that are often good and sometimes not.</summary>
    private static ulong Word(System.Random random) => random.Next(8) switch
    {
        0 => (uint)random.Next(int.MinValue, int.MaxValue),
        1 => MemorySize - (uint)random.Next(-64, 64),
        2 or 3 => (uint)random.Next(MemorySize),
        4 => 0,
        _ => (uint)random.Next(16),
    };

    private static ulong Long(System.Random random) => random.Next(4) switch
    {
        0 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        1 => (ulong)random.Next(100),
        2 => (ulong)(Rights.File | Rights.Directory),
        _ => 1UL << random.Next(64),
    };

    /// <summary>Paths, small numbers and noise, so that some structures and strings make sense.</summary>
    private static void Scribble(ArrayMemory memory, System.Random random)
    {
        ReadOnlySpan<string> paths = ["file", "a/b", "..", "a/../..", "new", "/etc", "a/b/", "l", "file/", "x\0y", "../outside"];
        for (var i = 0; i < 64; i++)
        {
            var at = (uint)(i < 16 ? i * 4 : random.Next(MemorySize - 64));
            var target = memory.Slice(at, 32);
            if (random.Next(3) == 0) random.NextBytes(target);
            else if (random.Next(2) == 0) System.Text.Encoding.UTF8.GetBytes(paths[random.Next(paths.Length)]).CopyTo(target);
            else BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)random.Next(64));
        }
    }
}
