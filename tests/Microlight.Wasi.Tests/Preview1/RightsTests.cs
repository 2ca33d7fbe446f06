using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Preview1;

/// <summary>Rights are checked, shrink, and are passed on to what is opened beneath a directory.</summary>
public sealed class RightsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestGuest _guest;

    public RightsTests()
    {
        _directory.File("file", "content");
        _directory.Folder("folder");
        _guest = TestGuest.With(_directory);
    }

    private (Rights Base, Rights Inheriting) RightsOf(uint descriptor)
    {
        var status = _guest.Reserve(24);
        Assert.Equal(Errno.Success, _guest.Call("fd_fdstat_get", descriptor, status));
        return ((Rights)_guest.U64(status + 8), (Rights)_guest.U64(status + 16));
    }

    [Fact]
    public void AFileHasTheRightsThatWereAskedFor()
    {
        Assert.Equal(Errno.Success, _guest.Open("file", out var file, rights: Rights.Read | Rights.PathOpen));
        Assert.Equal((Rights.Read, Rights.None), RightsOf(file)); // path_open does not apply to a file
        Assert.Equal(Errno.Success, _guest.Read(file, 10, out _));
        Assert.Equal(Errno.NotCapable, _guest.Write(file, "x"));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_seek", file, 1, 0, TestGuest.Result));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_filestat_get", file, _guest.Reserve(64)));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_filestat_set_size", file, 0));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_allocate", file, 0, 1));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_sync", file));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_fdstat_set_flags", file, 0));
        Assert.Equal("content", File.ReadAllText(_directory["file"]));
    }

    [Fact]
    public void RightsShrinkOnly()
    {
        Assert.Equal(Errno.Success, _guest.Open("file", out var file));
        Assert.Equal(Errno.Success, _guest.Call("fd_fdstat_set_rights", file, (ulong)(Rights.Read | Rights.Tell), 0));
        Assert.Equal(Errno.NotCapable, _guest.Write(file, "x"));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_fdstat_set_rights", file, (ulong)(Rights.Read | Rights.Write), 0));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_fdstat_set_rights", file, (ulong)Rights.Read, (ulong)Rights.Read));
        Assert.Equal((Rights.Read | Rights.Tell, Rights.None), RightsOf(file));
    }

    [Fact]
    public void ADirectoryPassesOnWhatItMay()
    {
        var inheriting = Rights.Read | Rights.PathOpen | Rights.ReadDirectory;
        Assert.Equal(Errno.Success, _guest.Open("folder", out var folder, openFlags: TestGuest.Directory, rights: Rights.PathOpen, inheriting: inheriting));
        Assert.Equal((Rights.PathOpen, inheriting), RightsOf(folder));
        _directory.File("folder/file", "deep");
        Assert.Equal(Errno.NotCapable, _guest.Open("file", out _, directory: folder, rights: Rights.Read | Rights.Write, inheriting: 0));
        Assert.Equal(Errno.NotCapable, _guest.Open("file", out _, directory: folder, rights: Rights.Read, inheriting: Rights.Write));
        Assert.Equal(Errno.Success, _guest.Open("file", out _, directory: folder, rights: Rights.Read, inheriting: 0));
        Assert.Equal(Errno.NotCapable, _guest.Path("path_unlink_file", "file", folder));
        Assert.Equal(Errno.NotCapable, _guest.Open("new", out _, directory: folder, openFlags: TestGuest.Create, rights: Rights.Read, inheriting: 0));
        Assert.Equal(Errno.NotCapable, _guest.Call("fd_readdir", folder, _guest.Reserve(100), 100, 0, TestGuest.Result));
        Assert.True(File.Exists(_directory["folder/file"]));
    }

    [Theory]
    [InlineData("path_create_directory", (ulong)Rights.PathCreateDirectory)]
    [InlineData("path_unlink_file", (ulong)Rights.PathUnlinkFile)]
    [InlineData("path_remove_directory", (ulong)Rights.PathRemoveDirectory)]
    public void EachPathFunctionNeedsItsRight(string function, ulong right)
    {
        Assert.Equal(Errno.Success, _guest.Call("fd_fdstat_set_rights", TestGuest.FirstGrant, (ulong)Rights.Directory & ~right, (ulong)Rights.File));
        Assert.Equal(Errno.NotCapable, _guest.Path(function, "anything"));
    }

    public void Dispose()
    {
        _guest.Dispose();
        _directory.Dispose();
    }
}
