using System.Diagnostics;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Filesystem;

/// <summary>Somebody on the host (another sandbox in the same directory) swaps a directory for a link that leads out while a guest looks.</summary>
public sealed class RaceTests
{
    [Fact]
    public void ASwappedLinkNeverLeadsOut()
    {
        using var outer = new TemporaryDirectory();
        outer.File("outside/file", "secret");
        outer.File("outside/victim", "alive");
        outer.File("granted/real/file", "inside");
        File.CreateSymbolicLink(outer["granted/link"], "../outside");
        Directory.Move(outer["granted/real"], outer["granted/swap"]);
        using var guest = TestGuest.With(outer["granted"]);

        using var stop = new CancellationTokenSource();
        var swaps = 0;
        var swapper = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(outer["granted/swap"], outer["granted/real"]);
                Directory.Move(outer["granted/link"], outer["granted/swap"]);
                Directory.Move(outer["granted/swap"], outer["granted/link"]);
                Directory.Move(outer["granted/real"], outer["granted/swap"]);
                swaps++;
            }
        });
        swapper.Start();

        var inside = 0;
        var refused = 0;
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 1000 || (swaps < 100 && watch.ElapsedMilliseconds < 10_000))
        {
            if (guest.Open("swap/file", out var file, rights: TestGuest.ReadRights) == Errno.Success)
            {
                Assert.Equal(Errno.Success, guest.Read(file, 16, out var text));
                Assert.Equal("inside", text);
                Assert.Equal(Errno.Success, guest.Call("fd_close", file));
                inside++;
            }
            else
            {
                refused++;
            }
            Assert.NotEqual(Errno.Success, guest.Path("path_unlink_file", "swap/victim"));
            if (guest.Path("path_create_directory", "swap/made") == Errno.Success) guest.Path("path_remove_directory", "swap/made");
        }
        stop.Cancel();
        swapper.Join();

        Assert.True(inside > 0 && refused > 0, $"the race did not happen: {inside} inside, {refused} refused, {swaps} swaps");
        Assert.Equal("alive", File.ReadAllText(outer["outside/victim"]));
        Assert.Equal(["file", "victim"], Directory.GetFileSystemEntries(outer["outside"]).Select(Path.GetFileName).Order());
    }
}
