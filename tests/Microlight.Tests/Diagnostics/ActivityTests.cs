using System.Diagnostics;

namespace Microlight.Tests.Diagnostics;

/// <summary>Activities of creations, calls and restores: names, tags, parents, status.</summary>
public class ActivityTests
{
    [SkippableFact]
    public void Each_operation_is_an_activity_with_its_particulars()
    {
        using var image = DiagnosticsGuest.Build();
        var seen = new List<Activity>();
        using var listener = Listen(image.Name, seen);
        string id;
        using (var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => { }) }))
        {
            id = sandbox.Id;
            sandbox.Call("empty");
            Assert.Throws<GuestTrapException>(() => sandbox.Call("ud2"));
            sandbox.Restore();
        }
        Assert.Equal(["microlight.create", "microlight.call", "microlight.call", "microlight.restore"], seen.Select(activity => activity.OperationName));
        Assert.All(seen, activity => Assert.Equal((image.Name, SandboxOptions.DefaultIsolation == Isolation.VirtualMachine ? "vm" : "process", id), (activity.GetTagItem("image"), activity.GetTagItem("isolation"), activity.GetTagItem("sandbox"))));
        Assert.Equal(("empty", "ok", "call empty", ActivityStatusCode.Unset), Particulars(seen[1]));
        Assert.Equal(("ud2", "trap", "call ud2", ActivityStatusCode.Error), Particulars(seen[2]));
        Assert.Contains("invalid opcode", seen[2].StatusDescription);
        Assert.InRange((long)seen[3].GetTagItem("pages")!, 1, 100);

        static (object?, object?, string, ActivityStatusCode) Particulars(Activity activity) =>
            (activity.GetTagItem("function"), activity.GetTagItem("outcome"), activity.DisplayName, activity.Status);
    }

    [SkippableFact]
    public void What_a_host_function_starts_is_a_child_of_the_call()
    {
        using var image = DiagnosticsGuest.Build();
        var seen = new List<Activity>();
        using var listener = Listen(image.Name, seen);
        Activity? during = null;
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => { during = Activity.Current; }) });
        using var outer = new Activity("outer").Start();
        sandbox.Call("tick");
        Assert.Same(outer, Activity.Current);
        var call = Assert.Single(seen, activity => activity.OperationName == "microlight.call");
        Assert.Same(call, during);
        Assert.Equal(outer.Id, call.ParentId);
    }

    [SkippableFact]
    public async Task A_call_that_waits_keeps_its_activity_and_its_caller_his()
    {
        using var image = DiagnosticsGuest.Build();
        var seen = new List<Activity>();
        using var listener = Listen(image.Name, seen);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Activity? before = null, after = null;
        async Task Wait()
        {
            before = Activity.Current;
            await gate.Task;
            after = Activity.Current;
        }

        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => Wait()) });
        using var outer = new Activity("outer").Start();
        var pending = sandbox.CallAsync("tick");
        Assert.Same(outer, Activity.Current);
        Assert.False(pending.IsCompleted);
        gate.SetResult();
        await pending;
        Assert.Same(outer, Activity.Current);
        var call = Assert.Single(seen, activity => activity.OperationName == "microlight.call");
        Assert.Same(call, before);
        Assert.Same(call, after);
        Assert.Equal((outer.Id, "ok"), (call.ParentId, call.GetTagItem("outcome")));
    }

    private static ActivityListener Listen(string image, List<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microlight",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("image") != image) return;
                lock (stopped) stopped.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
