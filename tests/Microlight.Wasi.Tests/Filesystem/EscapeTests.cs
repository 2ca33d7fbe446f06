using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Filesystem;

/// <summary>A guest tries to leave its directory by every function that takes a path, and by every kind of path.</summary>
public sealed class EscapeTests : IDisposable
{
    private const string Secret = "secret";
    private readonly TemporaryDirectory _outer = new();
    private readonly TestGuest _guest;

    public EscapeTests()
    {
        _outer.File("outside/secret.txt", Secret);
        _outer.File("granted/a/b/file", "inside");
        var granted = _outer["granted"];
        File.CreateSymbolicLink(Path.Combine(granted, "to-etc"), "/etc");
        File.CreateSymbolicLink(Path.Combine(granted, "to-outside"), _outer["outside"]);
        File.CreateSymbolicLink(Path.Combine(granted, "up"), "..");
        File.CreateSymbolicLink(Path.Combine(granted, "a", "b", "up3"), "../../..");
        File.CreateSymbolicLink(Path.Combine(granted, "chain"), "a/b/up3/outside");
        File.CreateSymbolicLink(Path.Combine(granted, "root"), "/");
        File.CreateSymbolicLink(Path.Combine(granted, "proc"), "/proc/self/root");
        File.CreateSymbolicLink(Path.Combine(granted, "relative"), "../outside/secret.txt");
        _guest = TestGuest.With(granted);
    }

    /// <summary>Paths whose parent is already outside.</summary>
    public static TheoryData<string> Outside => new(
        "../outside/secret.txt", "a/../../outside/secret.txt", "a/b/../../../outside/secret.txt", "./.././outside/secret.txt",
        "a//..//..//outside//secret.txt", "/etc/passwd", "//etc/passwd", "/", "to-etc/passwd", "to-outside/secret.txt", "up/outside/secret.txt",
        "a/b/up3/outside/secret.txt", "chain/secret.txt", "root/etc/passwd", "proc/etc/passwd", "up/granted/a/b/file", "to-outside/../outside/secret.txt",
        "..", "../", "a/../..", "a/../../", "up/..", "a/b/up3/..", "../granted", "../granted/");

    [Theory]
    [MemberData(nameof(Outside))]
    public void EveryFunctionRefuses(string path)
    {
        foreach (var follow in new[] { false, true })
        {
            Assert.Equal(Errno.NotPermitted, _guest.Open(path, out _, follow: follow, rights: TestGuest.ReadRights));
            Assert.Equal(Errno.NotPermitted, _guest.Open(path, out _, follow: follow, openFlags: TestGuest.Directory));
            Assert.Equal(Errno.NotPermitted, _guest.Open(path, out _, follow: follow, openFlags: TestGuest.Create | TestGuest.Truncate, rights: Rights.File));
            Assert.Equal(Errno.NotPermitted, _guest.Status(path, follow, out _));
            Assert.Equal(Errno.NotPermitted, SetTimes(path, follow));
        }
        Assert.Equal(Errno.NotPermitted, _guest.Path("path_create_directory", path));
        Assert.Equal(Errno.NotPermitted, _guest.Path("path_remove_directory", path));
        Assert.Equal(Errno.NotPermitted, _guest.Path("path_unlink_file", path));
        Assert.Equal(Errno.NotPermitted, ReadLink(path));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_rename", path, "taken"));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_rename", "a/b/file", path));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_link", path, "taken"));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_link", "a/b/file", path));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_symlink", "a", path));
        AssertUnharmed();
    }

    [Theory]
    [InlineData("to-etc")]
    [InlineData("to-outside")]
    [InlineData("up")]
    [InlineData("chain")]
    [InlineData("root")]
    [InlineData("proc")]
    [InlineData("relative")]
    public void ALinkThatLeadsOutIsNotFollowed(string link)
    {
        Assert.Equal(Errno.NotPermitted, _guest.Open(link, out _, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.NotPermitted, _guest.Status(link, follow: true, out _));
        Assert.Equal(Errno.NotPermitted, SetTimes(link, follow: true));
        Assert.Equal(Errno.Loop, _guest.Open(link, out _, follow: false, rights: TestGuest.ReadRights));
        // A slash behind the name asks to follow it, whatever the flag says.
        Assert.Equal(Errno.NotPermitted, _guest.Status(link + "/", follow: false, out _));
        Assert.Equal(Errno.NotPermitted, _guest.Open(link + "/", out _, follow: false, openFlags: TestGuest.Directory));
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_link", link + "/", "taken"));
        Assert.NotEqual(Errno.Success, _guest.Path("path_remove_directory", link + "/"));
        Assert.NotEqual(Errno.Success, _guest.Path("path_unlink_file", link + "/"));
        Assert.NotEqual(Errno.Success, _guest.Path("path_create_directory", link + "/"));
        // The link itself is the guest's.
        Assert.Equal(Errno.Success, _guest.Status(link, follow: false, out var status));
        Assert.Equal((byte)FileType.SymbolicLink, _guest.Memory.Slice(status + 16, 1)[0]);
        AssertUnharmed();
    }

    [Fact]
    public void MakingALinkToAnAbsolutePathIsRefused()
    {
        Assert.Equal(Errno.NotPermitted, _guest.TwoPaths("path_symlink", "/etc/passwd", "mine"));
        Assert.False(File.Exists(_outer["granted/mine"]));
    }

    [Fact]
    public void ALinkOutThatTheGuestMakesLeadsItNowhere()
    {
        Assert.Equal(Errno.Success, _guest.TwoPaths("path_symlink", "../outside", "mine"));
        Assert.Equal(Errno.NotPermitted, _guest.Open("mine/secret.txt", out _, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.NotPermitted, _guest.Path("path_unlink_file", "mine/secret.txt"));
        AssertUnharmed();
    }

    /// <summary>Creating through a dangling link would make the file at its target.</summary>
    [Fact]
    public void NothingIsCreatedThroughALink()
    {
        Assert.Equal(Errno.Success, _guest.TwoPaths("path_symlink", "../outside/new", "dangling"));
        foreach (var flags in new[] { TestGuest.Create, TestGuest.Create | TestGuest.Truncate })
        {
            Assert.Equal(Errno.NotPermitted, _guest.Open("dangling", out _, openFlags: flags));
            Assert.Equal(Errno.NotPermitted, _guest.Open("relative", out _, openFlags: flags));
        }
        Assert.Equal(Errno.Exists, _guest.Open("dangling", out _, openFlags: TestGuest.Create | TestGuest.Exclusive));
        Assert.Equal(Errno.Exists, _guest.Path("path_create_directory", "dangling"));
        AssertUnharmed();
    }

    [Fact]
    public void ADirectoryOpenedBeneathIsATopOfItsOwn()
    {
        Assert.Equal(Errno.Success, _guest.Open("a", out var a, openFlags: TestGuest.Directory));
        Assert.Equal(Errno.Success, _guest.Open("b/file", out _, directory: a, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.NotPermitted, _guest.Open("../a", out _, directory: a));
        Assert.Equal(Errno.NotPermitted, _guest.Open("b/../..", out _, directory: a));
    }

    [Fact]
    public void LinksAndDotsThatStayInsideWork()
    {
        File.CreateSymbolicLink(_outer["granted/in"], "a/../a/b");
        Assert.Equal(Errno.Success, _guest.Open("in/./../b/file", out var file, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.Success, _guest.Read(file, 10, out var text));
        Assert.Equal("inside", text);
    }

    [Fact]
    public void MagicLinksOfProcAreNotFollowed()
    {
        using var guest = TestGuest.With("/proc", readOnly: true);
        Assert.Equal(Errno.Success, guest.Open("version", out _, rights: TestGuest.ReadRights));
        foreach (var path in new[] { "self/root/etc/passwd", "self/cwd/x", "thread-self/root/etc", "self/root" })
            Assert.Equal(Errno.Loop, guest.Open(path, out _, rights: TestGuest.ReadRights));
        Assert.Equal(Errno.Loop, guest.Open($"self/fd/{TestGuest.FirstGrant}/version", out _, rights: TestGuest.ReadRights));
    }

    [Fact]
    public void TheTopDoesNotTellWhatIsAboveIt()
    {
        var entries = DirectoryReader.ReadAll(_guest, TestGuest.FirstGrant, 4096);
        Assert.Equal(entries.Single(e => e.Name == ".").Inode, entries.Single(e => e.Name == "..").Inode);
    }

    private Errno SetTimes(string path, bool follow)
    {
        var (pointer, length) = _guest.PutText(path);
        return _guest.Call("path_filestat_set_times", TestGuest.FirstGrant, follow ? 1u : 0u, pointer, length, 1, 1, 5);
    }

    private Errno ReadLink(string path)
    {
        var (pointer, length) = _guest.PutText(path);
        return _guest.Call("path_readlink", TestGuest.FirstGrant, pointer, length, _guest.Reserve(100), 100, TestGuest.Result);
    }

    private void AssertUnharmed()
    {
        Assert.Equal(Secret, File.ReadAllText(_outer["outside/secret.txt"]));
        Assert.Equal("inside", File.ReadAllText(_outer["granted/a/b/file"]));
        Assert.Equal(["granted", "outside"], Directory.GetFileSystemEntries(_outer.FullPath).Select(Path.GetFileName).Order());
        Assert.Equal(["secret.txt"], Directory.GetFileSystemEntries(_outer["outside"]).Select(Path.GetFileName));
        Assert.True(File.GetLastWriteTimeUtc(_outer["outside/secret.txt"]) > DateTime.UtcNow.AddDays(-1));
    }

    public void Dispose()
    {
        _guest.Dispose();
        _outer.Dispose();
    }
}
