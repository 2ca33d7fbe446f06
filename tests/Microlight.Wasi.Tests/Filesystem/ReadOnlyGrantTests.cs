using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Filesystem;

/// <summary>A read-only grant behaves as a read-only mount does.</summary>
public sealed class ReadOnlyGrantTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _writable = new();
    private readonly TestGuest _guest;

    public ReadOnlyGrantTests()
    {
        _directory.File("file", "content");
        _directory.Folder("folder");
        _guest = new TestGuest(new WasiOptions
        {
            PreopenedDirectories = [new PreopenedDirectory(_directory.FullPath, "/", ReadOnly: true), new PreopenedDirectory(_writable.FullPath, "/w")],
        });
    }

    [Fact]
    public void ReadingWorks()
    {
        Assert.Equal(Errno.Success, _guest.Open("file", out var file, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.Success, _guest.Read(file, 100, out var text));
        Assert.Equal("content", text);
        Assert.Equal(Errno.Success, _guest.Open("folder", out _, openFlags: TestGuest.Directory, rights: Rights.Directory));
        // As on a read-only mount, asking to create what exists is no change.
        Assert.Equal(Errno.Success, _guest.Open("file", out _, openFlags: TestGuest.Create, rights: TestGuest.ReadRights));
    }

    [Fact]
    public void EveryChangeIsRefused()
    {
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Open("file", out _, rights: Rights.File));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Open("file", out _, rights: Rights.Write));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Open("new", out _, openFlags: TestGuest.Create, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Open("file", out _, openFlags: TestGuest.Truncate, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.Exists, _guest.Open("file", out _, openFlags: TestGuest.Create | TestGuest.Exclusive, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Path("path_create_directory", "new"));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Path("path_remove_directory", "folder"));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Path("path_unlink_file", "file"));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.TwoPaths("path_rename", "file", "moved"));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.TwoPaths("path_rename", "file", "moved", toDirectory: 4));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.TwoPaths("path_link", "file", "linked"));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.TwoPaths("path_symlink", "file", "linked"));
        var (pointer, length) = _guest.PutText("file");
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Call("path_filestat_set_times", TestGuest.FirstGrant, 0, pointer, length, 1, 1, 5));
        Assert.Equal(Errno.Success, _guest.Open("file", out var file, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Call("fd_filestat_set_times", file, 1, 1, 5));
        Assert.Equal(Errno.Success, _guest.Open("folder", out var folder, openFlags: TestGuest.Directory));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Call("fd_filestat_set_times", folder, 1, 1, 5));
        Assert.Equal(Errno.ReadOnlyFilesystem, _guest.Path("path_create_directory", "deeper", folder));

        Assert.Equal("content", File.ReadAllText(_directory["file"]));
        Assert.Equal(["file", "folder"], Directory.GetFileSystemEntries(_directory.FullPath).Select(Path.GetFileName).Order());
    }

    /// <summary>Otherwise the name in the writable grant would open the read-only file for writing.</summary>
    [Fact]
    public void AFileCannotBeLinkedIntoAWritableGrant()
    {
        Assert.Equal(Errno.CrossDevice, _guest.TwoPaths("path_link", "file", "stolen", toDirectory: 4));
        Assert.False(File.Exists(_writable["stolen"]));
    }

    public void Dispose()
    {
        _guest.Dispose();
        _directory.Dispose();
        _writable.Dispose();
    }
}
