using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Filesystem;

/// <summary>What can be granted, what a context refuses, and what it closes.</summary>
public sealed class GrantTests
{
    [Fact]
    public void WithoutAGrantThereIsNoDirectory()
    {
        using var guest = new TestGuest();
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_prestat_get", TestGuest.FirstGrant, TestGuest.Result));
        Assert.Equal(Errno.BadDescriptor, guest.Open("etc", out _));
        for (var descriptor = 0u; descriptor < 3; descriptor++)
            Assert.Equal(Errno.NotDirectory, guest.Open("etc", out _, directory: descriptor));
    }

    [Fact]
    public void GrantsAreNumberedInOrderWithTheirNames()
    {
        using var directory = new TemporaryDirectory();
        using var guest = new TestGuest(new WasiOptions
        {
            PreopenedDirectories = [new PreopenedDirectory(directory.FullPath, "/"), new PreopenedDirectory(directory.FullPath, "/dätä")],
        });
        foreach (var (descriptor, name) in new[] { (3u, "/"), (4u, "/dätä") })
        {
            Assert.Equal(Errno.Success, guest.Call("fd_prestat_get", descriptor, TestGuest.Result));
            Assert.Equal(0u, guest.U32(TestGuest.Result));
            var length = guest.U32(TestGuest.Result + 4);
            var buffer = guest.Reserve(64);
            Assert.Equal(Errno.NameTooLong, guest.Call("fd_prestat_dir_name", descriptor, buffer, length - 1));
            Assert.Equal(Errno.Success, guest.Call("fd_prestat_dir_name", descriptor, buffer, length));
            Assert.Equal(name, guest.Text(buffer, length));
        }
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_prestat_get", 5, TestGuest.Result));
    }

    [Theory]
    [InlineData("/no/such/directory", "there is none")]
    [InlineData("/etc/passwd", "not a directory")]
    public void AGrantThatCannotBeMadeSaysWhy(string path, string reason)
    {
        var options = new WasiOptions { PreopenedDirectories = [new PreopenedDirectory(path, "/")] };
        var exception = Assert.Throws<DirectoryGrantException>(() => new WasiContext(options));
        Assert.Contains(path, exception.Message);
        Assert.Contains(reason, exception.Message);
    }

    [Fact]
    public void NamesThatCannotBePassedAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new WasiContext(new WasiOptions { Arguments = ["a\0b"] }));
        Assert.Throws<ArgumentException>(() => new WasiContext(new WasiOptions { Environment = new Dictionary<string, string> { ["A=B"] = "" } }));
        Assert.Throws<ArgumentException>(() => new WasiContext(new WasiOptions { Environment = new Dictionary<string, string> { ["A"] = "\0" } }));
        Assert.Throws<ArgumentException>(() => new WasiContext(new WasiOptions { PreopenedDirectories = [new PreopenedDirectory("/", "")] }));
    }

    [Fact]
    public void OpenDescriptorsAreLimited()
    {
        using var directory = new TemporaryDirectory();
        directory.File("file");
        using var guest = new TestGuest(new WasiOptions
        {
            PreopenedDirectories = [new PreopenedDirectory(directory.FullPath, "/")],
            MaximumOpenDescriptors = 6,
        });
        Assert.Equal(Errno.Success, guest.Open("file", out _));
        Assert.Equal(Errno.Success, guest.Open("file", out var last));
        Assert.Equal(Errno.TooManyOpen, guest.Open("file", out _));
        Assert.Equal(Errno.Success, guest.Call("fd_close", last));
        Assert.Equal(Errno.Success, guest.Open("file", out var again));
        Assert.Equal(last, again);
    }

    [Fact]
    public void DescriptorsOfTheHostAreClosed()
    {
        using var directory = new TemporaryDirectory();
        directory.File("file");
        int Count() => Directory.GetFileSystemEntries("/proc/self/fd")
            .Count(link => new FileInfo(link).LinkTarget?.StartsWith(directory.FullPath, StringComparison.Ordinal) == true);
        using (var guest = TestGuest.With(directory))
        {
            for (var i = 0; i < 20; i++) Assert.Equal(Errno.Success, guest.Open("file", out _));
            Assert.Equal(21, Count());
            guest.Context.Reset();
            Assert.Equal(1, Count());
            Assert.Equal(Errno.Success, guest.Open("file", out var first));
            Assert.Equal(4u, first);
        }
        Assert.Equal(0, Count());
    }

    [Fact]
    public void ResetGrantsAgainWhatTheGuestClosed()
    {
        using var directory = new TemporaryDirectory();
        using var guest = TestGuest.With(directory);
        for (var descriptor = 0u; descriptor < 4; descriptor++) Assert.Equal(Errno.Success, guest.Call("fd_close", descriptor));
        Assert.Equal(Errno.BadDescriptor, guest.Write(1, "x"));
        guest.Context.Reset();
        Assert.Equal(Errno.Success, guest.Write(1, "x"));
        Assert.Equal(Errno.Success, guest.Call("fd_prestat_get", TestGuest.FirstGrant, TestGuest.Result));
    }
}
