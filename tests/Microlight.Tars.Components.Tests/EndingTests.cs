namespace Microlight.Tars.Components.Tests;

/// <summary>How a guest's call ends is the code of its reply, and nobody else's.</summary>
public class EndingTests
{
    public static TheoryData<SandboxResetPolicy> Policies => [SandboxResetPolicy.RestoreOnReturn, SandboxResetPolicy.RestoreOnRent, SandboxResetPolicy.Reuse, SandboxResetPolicy.NewPerRent];

    [SkippableTheory, MemberData(nameof(Policies))]
    public async Task Instances_keep_what_their_policy_says(SandboxResetPolicy policy)
    {
        await using var server = await TrialServer.StartAsync(Options(policy, concurrency: 1));
        var counts = new List<int>();
        for (var i = 0; i < 3; i++) counts.Add(await server.Proxy.CountAsync());
        Assert.Equal(policy == SandboxResetPolicy.Reuse ? [1, 2, 3] : [1, 1, 1], counts);
        // What it kept goes with an instance that failed.
        await TrialServer.FailsAsync(server.Proxy.TrapAsync(), TarsReturnCode.Unknown);
        Assert.Equal(1, await server.Proxy.CountAsync());
    }

    [SkippableTheory, MemberData(nameof(Policies))]
    public async Task Failures_have_their_codes_and_hurt_nobody_else(SandboxResetPolicy policy)
    {
        await using var server = await TrialServer.StartAsync(Options(policy, concurrency: 4, cpu: TimeSpan.FromMilliseconds(300)), new TarsServerOptions { Limits = new() { MaxPacketLength = 1 << 20 } });
        using var stop = new CancellationTokenSource();
        // Somebody who is well throughout.
        var well = Task.Run(async () =>
        {
            var calls = 0;
            for (; !stop.IsCancellationRequested || calls == 0; calls++) Assert.Equal($"Hello, {calls}!", await server.Proxy.GreetAsync($"{calls}"));
            return calls;
        });
        for (var round = 0; round < 3; round++)
        {
            await TrialServer.FailsAsync(server.Proxy.TrapAsync(), TarsReturnCode.Unknown);
            await TrialServer.FailsAsync(server.Proxy.DivideAsync(1, 0), TarsReturnCode.Unknown);
            await TrialServer.FailsAsync(server.Proxy.AskAsync(), TarsReturnCode.Unknown);
            await TrialServer.FailsAsync(server.Proxy.GarbageAsync(), TarsReturnCode.Unknown);
            await TrialServer.FailsAsync(server.Proxy.TellAsync(), TarsReturnCode.Unknown);
            await TrialServer.FailsAsync(server.Proxy.MuchAsync(2 << 20), TarsReturnCode.EncodeError);
            Assert.Equal(100_000, (await server.Proxy.MuchAsync(100_000)).Length);
            Assert.Equal("The function took too long.", (await TrialServer.FailsAsync(server.Proxy.SpinAsync(), TarsReturnCode.InvokeTimeout)).Message);
        }
        await stop.CancelAsync();
        Assert.NotEqual(0, await well);
    }

    [SkippableFact]
    public async Task Memory_has_its_limit()
    {
        await using var server = await TrialServer.StartAsync(new ComponentServantOptions { Imports = TrialServer.Imports(), Sandbox = new SandboxOptions { MaximumMemory = 64 << 20 } });
        await TrialServer.FailsAsync(server.Proxy.EatAsync(), TarsReturnCode.Unknown);
        Assert.Equal("Hello, x!", await server.Proxy.GreetAsync("x"));
    }

    [SkippableFact]
    public async Task A_call_ends_when_its_caller_or_the_server_waits_no_longer()
    {
        await using var server = await TrialServer.StartAsync(Options(SandboxResetPolicy.Reuse, concurrency: 1), new TarsServerOptions { InvokeTimeout = TimeSpan.FromMilliseconds(500), ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        await TrialServer.FailsAsync(server.Proxy.SpinAsync(), TarsReturnCode.InvokeTimeout);
        // There is one instance: it was stopped.
        Assert.Equal(1, await server.Proxy.CountAsync());
        await TrialServer.FailsAsync(server.Proxy.SpinAsync(new TarsCallOptions { Timeout = TimeSpan.FromMilliseconds(100) }), TarsReturnCode.InvokeTimeout);
        Assert.Equal(1, await server.Proxy.CountAsync());
        Assert.Equal(2, await server.Proxy.CountAsync());
    }

    [SkippableFact]
    public async Task More_calls_than_there_is_room_for_are_refused()
    {
        var options = new ComponentServantOptions { Imports = TrialServer.Imports(), Policy = SandboxResetPolicy.Reuse, MaximumConcurrency = 1, MaximumQueue = 1, Sandbox = new SandboxOptions { CallTimeout = TimeSpan.FromSeconds(10) } };
        await using var server = await TrialServer.StartAsync(options);
        var running = server.Proxy.SpinAsync(new TarsCallOptions { Timeout = TimeSpan.FromSeconds(5) });
        while (server.Servant.Sandboxes.IdleCount > 0) await Task.Delay(1);
        var waiting = server.Proxy.GreetAsync("later", new TarsCallOptions { Timeout = TimeSpan.FromSeconds(1) });
        while (server.Servant.Sandboxes.WaitingCount == 0) await Task.Delay(1);
        await TrialServer.FailsAsync(server.Proxy.GreetAsync("too many"), TarsReturnCode.Overload);
        Assert.Contains((await Assert.ThrowsAsync<TarsCallException>(() => waiting)).Code, (TarsReturnCode[])[TarsReturnCode.QueueTimeout, TarsReturnCode.InvokeTimeout]);
        await TrialServer.FailsAsync(running, TarsReturnCode.InvokeTimeout);
        Assert.Equal("Hello, x!", await server.Proxy.GreetAsync("x"));
    }

    [SkippableFact]
    public async Task The_component_sees_the_context_and_answers_with_codes()
    {
        await using var server = await TrialServer.StartAsync();
        TarsReply? reply = null;
        var options = new TarsCallOptions { Context = new Dictionary<string, string> { ["tenant"] = "Ä", ["other"] = "" }, Received = r => reply = r };
        Assert.Equal("Ä", await server.Proxy.ContextAsync("tenant", options));
        Assert.Equal("Ä", reply!.Context["tenant"]);
        Assert.Equal("", await server.Proxy.ContextAsync("nothing", options));
        Assert.Equal("It is so.", (await TrialServer.FailsAsync(server.Proxy.FailAsync(1234, "It is so."), (TarsReturnCode)1234)).Message);
        // Success is no failure.
        await TrialServer.FailsAsync(server.Proxy.FailAsync(0, ""), TarsReturnCode.Unknown);
    }

    [SkippableFact]
    public async Task One_way_calls_run()
    {
        await using var server = await TrialServer.StartAsync(Options(SandboxResetPolicy.Reuse, concurrency: 1));
        for (var i = 0; i < 5; i++) await server.Proxy.CountOneWayAsync();
        // They may be overtaken: each call counts itself, and in the end the five are counted besides.
        for (var calls = 1; await server.Proxy.CountAsync() < calls + 5; calls++) ;
    }

    private static ComponentServantOptions Options(SandboxResetPolicy policy, int concurrency, TimeSpan? cpu = null) =>
        new() { Imports = TrialServer.Imports(), Policy = policy, MaximumConcurrency = concurrency, Sandbox = new SandboxOptions { CallCpuBudget = cpu } };
}
