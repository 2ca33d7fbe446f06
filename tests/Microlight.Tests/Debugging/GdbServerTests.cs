namespace Microlight.Tests.Debugging;

/// <summary>The machine's gdb at a guest in C.</summary>
public class GdbServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Break_step_look_change_and_go_on()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Sum", 3));
        var output = session.Gdb(
            "break add", "continue", "bt", "print left", "print right", "info registers rip", "x/1i $rip",
            "step", "step", "print sum", "print total", "set variable sum = 100", "finish",
            "info breakpoints", "delete", "print $xmm0", "print $mxcsr", "stepi", "print/x $cs", "detach");
        // 0 + 1 was made 100; then + 2 + 3.
        Assert.Equal(105, await call.WaitAsync(Patience));
        Assert.Matches(@"Breakpoint 1, add \(left=0, right=1\) at .*debug\.c:\d+", output);
        Assert.Matches(@"#0 .*add \(left=0, right=1\)", output);
        Assert.Matches(@"#1 .*Sum \(count=3\)", output);
        Assert.Matches(@"#2 .*ml_entry_Sum", output);
        Assert.Contains("$1 = 0\n", output, StringComparison.Ordinal);
        Assert.Contains("$2 = 1\n", output, StringComparison.Ordinal);
        Assert.Contains("$3 = 1\n", output, StringComparison.Ordinal);
        Assert.Contains("$4 = 1\n", output, StringComparison.Ordinal);
        Assert.Contains("Value returned is $5 = 100", output, StringComparison.Ordinal);
        Assert.Contains("already hit 1 time", output, StringComparison.Ordinal);
        Assert.Contains("v4_float", output, StringComparison.Ordinal);
        Assert.Contains("= 0x2b", output, StringComparison.Ordinal);
        // Nothing of the debugger is left in the guest.
        Assert.Equal(6, session.Sandbox.Call<int>("Sum", 3));
        Assert.Equal(1 + 102 + 105 + 1 + 3 + 6, session.Sandbox.Call<int>("Total"));
    }

    [SkippableFact]
    public async Task Breakpoints_are_hit_again_and_again_across_host_calls_and_restores()
    {
        using var session = new Session();
        var calls = Task.Run(() =>
        {
            var first = session.Sandbox.Call<int>("Sum", 2);
            session.Sandbox.Restore();
            return (first, session.Sandbox.Call<int>("Sum", 1));
        });
        var output = session.Gdb("break add", "continue", "continue", "continue", "print total", "next", "next", "next", "next", "next", "detach");
        Assert.Equal((3, 1), await calls.WaitAsync(Patience));
        Assert.Equal(3, output.Split("Breakpoint 1, add (").Length - 1);
        Assert.Contains("add (left=1, right=2)", output, StringComparison.Ordinal);
        Assert.Contains("$1 = 0\n", output, StringComparison.Ordinal);
        Assert.Equal(2, session.Checks);
    }

    [SkippableFact]
    public async Task A_fault_stops_in_the_debugger_and_then_ends_the_call()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Read", 0x123000UL));
        var gdb = Task.Run(() => session.Gdb("continue", "bt", "continue"));
        var exception = await Assert.ThrowsAsync<GuestTrapException>(() => call.WaitAsync(Patience));
        Assert.Equal("Read", exception.Trap.Backtrace[0].Function);
        Assert.Equal(0x123000UL, exception.Trap.FaultAddress);
        // gdb waits for the next stop; the sandbox's end is the program's.
        session.Sandbox.Dispose();
        var output = await gdb.WaitAsync(Patience);
        Assert.Contains("Program received signal SIGSEGV", output, StringComparison.Ordinal);
        Assert.Matches(@"#0 .*Read \(address=1191936\)", output);
        Assert.True(output.Contains("exited normally", StringComparison.Ordinal), output);
    }

    [SkippableTheory]
    [InlineData("GiveUp", 0UL, GuestTrapCause.Abort, "SIGABRT")]
    [InlineData("Read", 0x123000UL, GuestTrapCause.Exception, "SIGSEGV")]
    public async Task A_debugger_that_leaves_at_a_failure_lets_it_take_its_course(string function, ulong argument, GuestTrapCause cause, string signal)
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>(function, argument));
        var output = session.Gdb("continue", "detach");
        var exception = await Assert.ThrowsAsync<GuestTrapException>(() => call.WaitAsync(Patience));
        Assert.Contains($"Program received signal {signal}", output, StringComparison.Ordinal);
        Assert.Equal(cause, exception.Trap.Cause);
        session.Sandbox.Restore();
        Assert.Equal(6, session.Sandbox.Call<int>("Sum", 3));
    }

    [SkippableFact]
    public async Task A_fault_can_be_mended()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Read", 0x123000UL));
        var gdb = Task.Run(() => session.Gdb("continue", "print total = 42", "set $rax = &total", "signal 0"));
        Assert.Equal(42, await call.WaitAsync(Patience));
        session.Sandbox.Dispose();
        await gdb.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task A_running_guest_is_interrupted()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Spin"));
        var gdb = Task.Run(() => session.Gdb(["break Spin", "continue", "continue", "bt", "set variable go = 1", "detach"], process =>
        {
            // Ctrl-C, once the guest is past the breakpoint.
            Assert.True(SpinWait.SpinUntil(() => session.Sandbox.Machine.Exits >= 2, Patience));
            Thread.Sleep(500);
            System.Diagnostics.Process.Start("kill", ["-INT", $"{process}"]).WaitForExit();
        }));
        Assert.Equal(7, await call.WaitAsync(Patience));
        var output = await gdb.WaitAsync(Patience);
        Assert.Contains("Program received signal SIGINT", output, StringComparison.Ordinal);
        Assert.Matches(@"#0 .*Spin", output);
    }

    [SkippableFact]
    public async Task The_debugger_can_end_the_call()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Spin"));
        session.Gdb("break Spin", "continue", "kill");
        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
        Assert.True(session.Sandbox.IsPoisoned);
    }

    [SkippableFact]
    public async Task A_stop_ends_a_call_that_waits_for_the_debugger()
    {
        using var session = new Session();
        using var source = new CancellationTokenSource();
        var call = Task.Run(() => session.Sandbox.Call<int>("Spin", [], source.Token));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
    }

    [SkippableFact]
    public void Without_waiting_a_guest_runs_undebugged()
    {
        using var session = new Session(wait: false);
        Assert.Equal(6, session.Sandbox.Call<int>("Sum", 3));
        var output = session.Gdb("print total", "print &total", "x/2bx add", "info registers rip", "detach");
        Assert.Contains("$1 = 10\n", output, StringComparison.Ordinal);
        Assert.Equal(6, session.Sandbox.Call<int>("Sum", 3));
    }

    [SkippableFact]
    public void Watchpoints_work_by_stepping()
    {
        using var session = new Session();
        var call = Task.Run(() => session.Sandbox.Call<int>("Sum", 1));
        var output = session.Gdb("break Sum", "continue", "set can-use-hw-watchpoints 0", "watch total", "continue", "detach");
        Assert.Contains("New value = 1", output, StringComparison.Ordinal);
        Assert.True(call.Wait(Patience));
    }

    /// <summary>A sandbox of the guest with a debugger's server.</summary>
    private sealed class Session : IDisposable
    {
        private readonly GdbServer _server;
        private readonly GuestImage _image;
        private int _checks;

        public Session(bool wait = true)
        {
            Kvm.RequireVirtualMachine();
            Debugging.Gdb.Require();
            _image = Guest.Load("debug");
            Kvm.RequireVirtualMachine();
            _server = new GdbServer { WaitForDebugger = wait };
            Sandbox = Sandbox.Create(_image, new SandboxOptions { Debugger = _server, HostFunctions = new HostFunctions().Add("Check", () => { _checks++; }) });
        }

        public Sandbox Sandbox { get; }
        public int Checks => _checks;

        public string Gdb(params string[] commands) => Gdb(commands, meanwhile: null);

        public string Gdb(string[] commands, Action<int>? meanwhile) =>
            Debugging.Gdb.Run([Guest.PathOf("debug")], [$"target remote {_server.Endpoint}", .. commands], meanwhile);

        public void Dispose()
        {
            Sandbox.Dispose();
            _server.Dispose();
            _image.Dispose();
        }
    }
}
