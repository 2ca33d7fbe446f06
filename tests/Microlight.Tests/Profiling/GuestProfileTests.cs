using Microlight.Tests.Stopping;

namespace Microlight.Tests.Profiling;

/// <summary>Guests that are sampled while they run.</summary>
public class GuestProfileTests
{
    [SkippableFact]
    public void A_loop_is_where_the_time_goes_and_the_guest_minds_nothing()
    {
        using var image = StopGuest.Build();
        var profile = new GuestProfile();
        using var sandbox = Sandbox.Create(image, StopGuest.Options() with { Profile = profile });
        using var stop = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            SpinWait.SpinUntil(() => profile.Samples >= 5, TimeSpan.FromMinutes(1));
            stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => sandbox.Invoke(image.GetFunction("loop"), [], [], stop.Token));
        watcher.Wait();
        Assert.True(profile.Samples >= 5);
        var function = Assert.Single(profile.GetFunctions());
        Assert.Equal(new GuestProfileFunction("loop", profile.Samples, profile.Samples), function);
        sandbox.Restore();
        for (var i = 0; i < 1000; i++) sandbox.Call("empty");
    }

    [SkippableFact]
    public void What_a_host_function_takes_counts_for_its_caller()
    {
        using var image = StopGuest.Build();
        var profile = new GuestProfile();
        using var sandbox = Sandbox.Create(image, StopGuest.Options(() => Thread.Sleep(300)) with { Profile = profile });
        sandbox.Call("tick");
        var function = Assert.Single(profile.GetFunctions(), f => f.Name == "tick");
        Assert.True(function.Self > 1, $"{function.Self} samples of a call that took 300 ms");
        var text = new StringWriter();
        profile.WriteTable(text);
        Assert.Contains($"{profile.Samples} samples, one each 1 ms", text.ToString());
        Assert.Contains("%  tick", text.ToString());
    }

    [SkippableFact]
    public void One_profile_serves_many_sandboxes()
    {
        using var image = StopGuest.Build();
        var profile = new GuestProfile(TimeSpan.FromMilliseconds(2));
        var options = StopGuest.Options(() => Thread.Sleep(100)) with { Profile = profile };
        Parallel.For(0, 4, _ =>
        {
            using var sandbox = Sandbox.Create(image, options);
            sandbox.Call("tick");
        });
        Assert.True(profile.Samples >= 4);
    }

    [Fact]
    public void Intervals_out_of_range_and_a_debugger_beside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuestProfile(TimeSpan.FromMicroseconds(999)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuestProfile(TimeSpan.FromMinutes(2)));
        using var debugger = new GdbServer(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        Assert.Contains("exclude each other", Assert.Throws<ArgumentException>(() => new SandboxOptions { Debugger = debugger, Profile = new GuestProfile() }.Validate()).Message);
    }
}
