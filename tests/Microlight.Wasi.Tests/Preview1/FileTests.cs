using System.Diagnostics;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Preview1;

/// <summary>Bytes, positions and attributes of files, checked against what the host sees.</summary>
public sealed class FileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestGuest _guest;

    public FileTests() => _guest = TestGuest.With(_directory);

    private uint Open(string name, string content = "", DescriptorFlags flags = 0)
    {
        _directory.File(name, content);
        Assert.Equal(Errno.Success, _guest.Open(name, out var descriptor, flags: flags));
        return descriptor;
    }

    private ulong Seek(uint file, long offset, uint whence)
    {
        Assert.Equal(Errno.Success, _guest.Call("fd_seek", file, (ulong)offset, whence, TestGuest.Result));
        return _guest.U64(TestGuest.Result);
    }

    [Fact]
    public void WritesAndReadsThroughSeveralBuffers()
    {
        var file = Open("f");
        var (vectors, buffers) = _guest.PutVectors(3, 0, 5, 70_000, 2);
        "abc"u8.CopyTo(_guest.Memory.Slice(buffers[0], 3));
        "defgh"u8.CopyTo(_guest.Memory.Slice(buffers[2], 5));
        _guest.Memory.Slice(buffers[3], 70_000).Fill((byte)'x');
        "yz"u8.CopyTo(_guest.Memory.Slice(buffers[4], 2));
        Assert.Equal(Errno.Success, _guest.Call("fd_write", file, vectors, 5, TestGuest.Result));
        Assert.Equal(70_010u, _guest.U32(TestGuest.Result));
        var expected = "abcdefgh" + new string('x', 70_000) + "yz";
        Assert.Equal(expected, File.ReadAllText(_directory["f"]));

        Assert.Equal(0UL, Seek(file, 0, 0));
        var (readVectors, readBuffers) = _guest.PutVectors(4, 70_000, 4, 100);
        Assert.Equal(Errno.Success, _guest.Call("fd_read", file, readVectors, 4, TestGuest.Result));
        Assert.Equal(70_010u, _guest.U32(TestGuest.Result));
        var read = _guest.Text(readBuffers[0], 4) + _guest.Text(readBuffers[1], 70_000) + _guest.Text(readBuffers[2], 4) + _guest.Text(readBuffers[3], 2);
        Assert.Equal(expected, read);
    }

    [Fact]
    public void SeeksTellsAndReadsAtOffsets()
    {
        var file = Open("f", "0123456789");
        Assert.Equal(7UL, Seek(file, -3, 2));
        Assert.Equal(5UL, Seek(file, -2, 1));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_seek", file, unchecked((ulong)-1), 0, TestGuest.Result));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_seek", file, 0, 3, TestGuest.Result));
        var (vectors, buffers) = _guest.PutVectors(2, 2);
        Assert.Equal(Errno.Success, _guest.Call("fd_pread", file, vectors, 2, 7, TestGuest.Result));
        Assert.Equal(3u, _guest.U32(TestGuest.Result));
        Assert.Equal("78", _guest.Text(buffers[0], 2));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_pread", file, vectors, 2, ulong.MaxValue, TestGuest.Result));
        Assert.Equal(Errno.Success, _guest.Call("fd_tell", file, TestGuest.Result));
        Assert.Equal(5UL, _guest.U64(TestGuest.Result));
    }

    [Fact]
    public void AppendFollowsTheFlag()
    {
        var file = Open("f", "start", DescriptorFlags.Append);
        Assert.Equal(Errno.Success, _guest.Write(file, "+1"));
        Assert.Equal(Errno.Success, _guest.Call("fd_fdstat_set_flags", file, 0));
        Seek(file, 0, 0);
        Assert.Equal(Errno.Success, _guest.Write(file, "S"));
        Assert.Equal(Errno.Success, _guest.Call("fd_fdstat_set_flags", file, (ulong)DescriptorFlags.Append));
        Assert.Equal(Errno.Success, _guest.Write(file, "+2"));
        Assert.Equal("Start+1+2", File.ReadAllText(_directory["f"]));
        Assert.Equal(Errno.NotSupported, _guest.Call("fd_fdstat_set_flags", file, (ulong)DescriptorFlags.Sync));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_fdstat_set_flags", file, 32));
    }

    [Fact]
    public void SizesAndTimes()
    {
        var file = Open("f", "12345");
        Assert.Equal(Errno.Success, _guest.Call("fd_filestat_set_size", file, 3));
        Assert.Equal("123", File.ReadAllText(_directory["f"]));
        Assert.Equal(Errno.Success, _guest.Call("fd_allocate", file, 0, 8192));
        Assert.Equal(8192, new FileInfo(_directory["f"]).Length);
        Assert.Equal(Errno.Invalid, _guest.Call("fd_filestat_set_size", file, ulong.MaxValue));

        const ulong accessed = 1_000_000_000_123_456_700, modified = 1_100_000_000_987_654_300;
        Assert.Equal(Errno.Success, _guest.Call("fd_filestat_set_times", file, accessed, modified, 5));
        Assert.Equal(DateTime.UnixEpoch.AddTicks((long)modified / 100), File.GetLastWriteTimeUtc(_directory["f"]));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_filestat_set_times", file, 0, 0, 3));
        Assert.Equal(Errno.Invalid, _guest.Call("fd_filestat_set_times", file, 0, 0, 16));

        var status = _guest.Reserve(64);
        Assert.Equal(Errno.Success, _guest.Call("fd_filestat_get", file, status));
        Assert.Equal((byte)FileType.RegularFile, _guest.Memory.Slice(status + 16, 1)[0]);
        Assert.Equal(1UL, _guest.U64(status + 24));
        Assert.Equal(8192UL, _guest.U64(status + 32));
        Assert.Equal(accessed, _guest.U64(status + 40));
        Assert.Equal(modified, _guest.U64(status + 48));
        Assert.Equal(Errno.Success, _guest.Status("f", true, out var byPath));
        Assert.True(_guest.Memory.Slice(status, 64).SequenceEqual(_guest.Memory.Slice(byPath, 64)));
    }

    [Fact]
    public void RenumberMovesAndCloses()
    {
        var first = Open("first", "1");
        var second = Open("second", "2");
        Assert.Equal(Errno.BadDescriptor, _guest.Call("fd_renumber", first, 77));
        Assert.Equal(Errno.Success, _guest.Call("fd_renumber", second, first));
        Assert.Equal(Errno.BadDescriptor, _guest.Call("fd_close", second));
        Assert.Equal(Errno.Success, _guest.Read(first, 5, out var text));
        Assert.Equal("2", text);
        Assert.Equal(Errno.Success, _guest.Call("fd_renumber", first, first));
        Assert.Equal(Errno.Success, _guest.Call("fd_close", first));
        Assert.Equal(Errno.BadDescriptor, _guest.Call("fd_close", first));
        Assert.Equal(Errno.BadDescriptor, _guest.Call("fd_close", uint.MaxValue));
    }

    [Fact]
    public void LinksAndRenames()
    {
        Open("f", "content");
        Assert.Equal(Errno.Success, _guest.TwoPaths("path_link", "f", "hard"));
        Assert.Equal(Errno.Success, _guest.TwoPaths("path_symlink", "hard", "soft"));
        Assert.Equal(Errno.Success, _guest.TwoPaths("path_rename", "hard", "moved"));
        Assert.Equal("content", File.ReadAllText(_directory["moved"]));
        Assert.Equal(Errno.NoEntry, _guest.Open("soft", out _));
        Assert.Equal(Errno.Success, _guest.Path("path_create_directory", "folder/"));
        Assert.Equal(Errno.NotEmpty, RemoveFull());
        Assert.Equal(Errno.Exists, _guest.Path("path_create_directory", "folder"));
        Assert.Equal(Errno.IsDirectory, _guest.Path("path_unlink_file", "folder"));
        Assert.Equal(Errno.NotDirectory, _guest.Path("path_remove_directory", "f"));
        Assert.Equal(Errno.NotDirectory, _guest.Path("path_unlink_file", "f/"));
        Assert.Equal(Errno.Invalid, ReadLink("f", 10).Error);
        Assert.Equal((Errno.Success, "hard"), ReadLink("soft", 10));
        Assert.Equal((Errno.Success, "ha"), ReadLink("soft", 2));

        Errno RemoveFull()
        {
            _directory.File("folder/inner");
            return _guest.Path("path_remove_directory", "folder");
        }

        (Errno Error, string Text) ReadLink(string path, uint size)
        {
            var (pointer, length) = _guest.PutText(path);
            var buffer = _guest.Reserve((int)size);
            var error = _guest.Call("path_readlink", TestGuest.FirstGrant, pointer, length, buffer, size, TestGuest.Result);
            return (error, error == Errno.Success ? _guest.Text(buffer, _guest.U32(TestGuest.Result)) : "");
        }
    }

    [Theory]
    [InlineData(64u)]
    [InlineData(100u)]
    [InlineData(4096u)]
    [InlineData(65536u)]
    public void DirectoriesAreReadInPages(uint bufferSize)
    {
        var names = Enumerable.Range(0, 300).Select(i => $"entry-{i:000}-é").ToArray();
        foreach (var name in names) _directory.File("many/" + name);
        Assert.Equal(Errno.Success, _guest.Open("many", out var folder, openFlags: TestGuest.Directory));
        var entries = DirectoryReader.ReadAll(_guest, folder, bufferSize);
        Assert.Equal(names.Concat([".", ".."]).Order(), entries.Select(e => e.Name).Order());
        Assert.All(entries.Where(e => e.Name.Length > 2), e => Assert.Equal(FileType.RegularFile, e.Type));
        Assert.Equal(Errno.Success, _guest.Status("many/" + names[5], true, out var status));
        Assert.Equal(_guest.U64(status + 8), entries.Single(e => e.Name == names[5]).Inode);
    }

    [Fact]
    public void TheLastDirectoryEntryIsCutOffAtTheBuffersEnd()
    {
        _directory.File("d/abcdefgh");
        Assert.Equal(Errno.Success, _guest.Open("d", out var folder, openFlags: TestGuest.Directory));
        var whole = _guest.Reserve(200);
        Assert.Equal(Errno.Success, _guest.Call("fd_readdir", folder, whole, 200, 0, TestGuest.Result));
        var total = _guest.U32(TestGuest.Result);
        Assert.Equal(24u * 3 + 1 + 2 + 8, total);
        for (var size = 1u; size < total; size += 7)
        {
            var part = _guest.Reserve(200);
            Assert.Equal(Errno.Success, _guest.Call("fd_readdir", folder, part, size, 0, TestGuest.Result));
            Assert.Equal(size, _guest.U32(TestGuest.Result));
            Assert.True(_guest.Memory.Slice(part, (int)size).SequenceEqual(_guest.Memory.Slice(whole, (int)size)));
            Assert.Equal(-1, _guest.Memory.Slice(part + size, 20).IndexOfAnyExcept((byte)0));
        }
    }

    /// <summary>A FIFO in a granted directory has no writer: opening and reading it must neither stall the host nor outlive a cancelled call.</summary>
    [Fact]
    public void AFifoStallsNobody()
    {
        using (var mkfifo = Process.Start("mkfifo", _directory["fifo"])) mkfifo.WaitForExit();
        Assert.Equal(Errno.Success, _guest.Open("fifo", out var fifo, rights: Rights.Read | Rights.Poll));
        using var writer = new FileStream(_directory["fifo"], FileMode.Open, FileAccess.Write); // now a read would wait
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        _guest.CancellationToken = cancel.Token;
        Assert.Throws<OperationCanceledException>(() => _guest.Read(fifo, 10, out _));
        _guest.CancellationToken = default;
        writer.Write("hello"u8);
        writer.Flush();
        Assert.Equal(Errno.Success, _guest.Read(fifo, 10, out var text));
        Assert.Equal("hello", text);
    }

    [Fact]
    public void PathsAreChecked()
    {
        Assert.Equal(Errno.NoEntry, _guest.Open("", out _));
        Assert.Equal(Errno.Invalid, _guest.Open("a\0b", out _));
        Assert.Equal(Errno.NameTooLong, _guest.Open(new string('a', 5000), out _));
        Assert.Equal(Errno.NameTooLong, _guest.Open(new string('a', 300), out _));
        var pointer = _guest.Put([(byte)'a', 0xff]);
        Assert.Equal(Errno.IllegalSequence, _guest.Call("path_unlink_file", TestGuest.FirstGrant, pointer, 2));
        Assert.Equal(Errno.Fault, _guest.Call("path_unlink_file", TestGuest.FirstGrant, 0xffff_fff0, 0x20));
        Assert.Equal(Errno.Fault, _guest.Call("path_unlink_file", TestGuest.FirstGrant, 0, 0xffff_ffff));
    }

    /// <summary>A listing shows only what the guest can name.</summary>
    [Fact]
    public void NamesThatAreNotUtf8AreLeftOut()
    {
        Shell("touch \"$(printf 'bad\\377')\" good");
        Assert.Equal(2, Directory.GetFiles(_directory.FullPath).Length);
        var names = DirectoryReader.ReadAll(_guest, TestGuest.FirstGrant, 4096).Select(e => e.Name).Order();
        Assert.Equal([".", "..", "good"], names);
        Shell("rm bad*"); // .NET could not name it either
    }

    private void Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _directory.FullPath })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    public void Dispose()
    {
        _guest.Dispose();
        _directory.Dispose();
    }
}
