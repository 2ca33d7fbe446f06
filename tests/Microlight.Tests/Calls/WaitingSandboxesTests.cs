using Microlight.Tests.Guests;

namespace Microlight.Tests.Calls;

/// <summary>Sandboxes whose guests wait for a host function's task hold no threads.</summary>
public class WaitingSandboxesTests
{
    /// <summary>What the rest of the process (the pool, other tests) may come to have meanwhile; far below the number of sandboxes.</summary>
    private const int Slack = 60;

    [SkippableFact]
    public Task Two_hundred_sandboxes_wait_without_threads() => Wait(200);

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public Task Two_thousand_sandboxes_wait_without_threads() => Wait(2000);

    private static async Task Wait(int count)
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("wait", "i>i").Function("wait", "i>i", a => GuestBuilder.Forward(a, 0, 1, 1)).Build();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        var options = new SandboxOptions
        {
            StackSize = 64 << 10,
            HostFunctions = new HostFunctions().Add("wait", async (int number, CancellationToken cancellationToken) =>
            {
                Interlocked.Increment(ref waiting);
                await release.Task.WaitAsync(cancellationToken);
                // Each by a timer of its own.
                await Task.Delay(number % 20, cancellationToken);
                return number + 1;
            }),
        };
        var sandboxes = new List<Sandbox>(count);
        try
        {
            var before = Threads();
            for (var i = 0; i < count; i++) sandboxes.Add(Sandbox.Create(image, options));
            var calls = sandboxes.Select((sandbox, i) => sandbox.CallAsync<int>("wait", i).AsTask()).ToArray();
            Assert.Equal(count, waiting);
            Assert.True(Threads() - before < Slack, $"{Threads()} threads for {count} waiting sandboxes; there were {before}.");
            Assert.All(calls, call => Assert.False(call.IsCompleted));
            release.SetResult();
            Assert.Equal(Enumerable.Range(1, count), await Task.WhenAll(calls));
        }
        finally
        {
            foreach (var sandbox in sandboxes) sandbox.Dispose();
        }
    }

    /// <summary>The threads of this process that are not the kernel's own (those of KVM are named kvm-…).</summary>
    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task => !ReadName(task).StartsWith("kvm", StringComparison.Ordinal));

    private static string ReadName(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
