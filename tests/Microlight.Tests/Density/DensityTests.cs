using System.ComponentModel;
using Microlight.Machine;
using Microlight.Tests.Pooling;

namespace Microlight.Tests.Density;

/// <summary>
/// Many live sandboxes: what each takes of file descriptors, mappings and threads does not grow with their number, and all of it comes
/// back. Alone, because the counts are the whole process's.
/// </summary>
[Collection(nameof(Alone))]
public class DensityTests
{
    /// <summary>Tests of this collection run while no other does.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [SkippableFact]
    public void A_hundred_live_sandboxes() => LiveTogether(100);

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void Two_thousand_live_sandboxes() => LiveTogether(2_000);

    private static void LiveTogether(int count)
    {
        Kvm.RequireVirtualMachine();
        using var image = PoolGuest.Build();
        // The first has what the process keeps for all: the hypervisor, the frozen image, the watchdog.
        using (var first = Sandbox.Create(image, PoolGuest.Options(timeout: TimeSpan.FromMinutes(1)))) first.Call<ulong>("Count");
        var before = Usage.Read();
        var sandboxes = new List<Sandbox>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                sandboxes.Add(Sandbox.Create(image, PoolGuest.Options(timeout: TimeSpan.FromMinutes(1))));
                Assert.Equal(1u, sandboxes[i].Call<ulong>("Count"));
            }
            var during = Usage.Read();
            Assert.InRange(during.FileDescriptors - before.FileDescriptors, 2 * count, 2 * count + 16);
            Assert.InRange(during.Mappings - before.Mappings, 1, 6 * count + 64);
            // None of ours; KVM's worker of each VM counts as a thread of the process.
            Assert.InRange(during.OwnThreads - before.OwnThreads, -16, 16);
            // Each has its own memory, and a restore of one is no other's.
            for (var i = 0; i < count; i += 2) sandboxes[i].Restore();
            for (var i = 0; i < count; i++) Assert.Equal(i % 2 == 0 ? 1u : 2u, sandboxes[i].Call<ulong>("Count"));
        }
        finally
        {
            foreach (var sandbox in sandboxes) sandbox.Dispose();
        }
        var after = Usage.Read();
        Assert.InRange(after.FileDescriptors - before.FileDescriptors, -16, 16);
        Assert.InRange(after.Mappings - before.Mappings, -64, 64);
    }

    [Theory]
    [InlineData(Linux.EMFILE, "ulimit -n")]
    [InlineData(Linux.ENFILE, "fs.file-max")]
    [InlineData(Linux.ENOMEM, "no memory left")]
    [InlineData(Linux.EAGAIN, "pids.max")]
    [InlineData(Linux.EPERM, "")]
    public void The_limit_is_named(int error, string advice)
    {
        var text = HostLimits.Advice(new Win32Exception(error));
        Assert.Contains(advice, text);
        Assert.Equal(advice.Length == 0, text.Length == 0);
    }

    private sealed record Usage(int FileDescriptors, int Mappings, int OwnThreads)
    {
        public static Usage Read() => new(
            Directory.GetFiles("/proc/self/fd").Length,
            File.ReadLines("/proc/self/maps").Count(),
            Directory.GetDirectories("/proc/self/task").Count(task => !IsWorker(task)));

        private static bool IsWorker(string task)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("kvm-nx-lpage-re", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return true; // ended between the listing and the look
            }
        }
    }
}
