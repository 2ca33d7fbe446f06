namespace Microlight.Tests;

/// <summary>What the managed heap is asked for by a piece of code.</summary>
internal static class Allocations
{
    /// <summary>
    /// Fails if a hundred turns allocate each time they are tried. Listeners of tests that run beside this one may be called in a turn,
    /// and they allocate: what allocates of itself does so every time.
    /// </summary>
    public static void AssertNone(Action turn)
    {
        const int tries = 20;
        var least = long.MaxValue;
        for (var i = 0; i < tries && least != 0; i++)
        {
            turn();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var k = 0; k < 100; k++) turn();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            if (least != 0) Thread.Sleep(50);
        }
        Assert.Equal(0, least);
    }
}
