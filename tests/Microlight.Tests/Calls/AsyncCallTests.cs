using System.Diagnostics;
using System.Reflection;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Calls;

/// <summary>Asynchronous calls: suspension at host functions that take their time, and how such calls end.</summary>
public class AsyncCallTests
{
    private static readonly GuestSignature s_signature = GuestSignature.TryParse("s>s")!;

    [SkippableFact]
    public async Task The_guest_waits_for_the_host_function_and_goes_on_with_its_result()
    {
        using var image = Image();
        var source = new TaskCompletionSource<string>();
        using var sandbox = Create(image, async (_, arguments, results) =>
        {
            var answer = await source.Task;
            results.Span[0] = arguments.Span[0].AsString() + answer;
        });
        var (exits, calls) = (sandbox.Machine.Exits, sandbox.Machine.SystemCalls);
        var call = sandbox.CallAsync<string>("forward", "question, ");
        Assert.False(call.IsCompleted);
        Assert.Contains("'host' runs", Assert.Throws<InvalidOperationException>(sandbox.Restore).Message);
        source.SetResult("answer");
        Assert.Equal("question, answer", await call);
        // A suspension costs no further exit.
        Assert.Equal(exits + 2, sandbox.Machine.Exits);
        Assert.InRange(sandbox.Machine.SystemCalls - calls, 2, 20);
        Assert.Equal("again, answer", await sandbox.CallAsync<string>("forward", ["again, "], CancellationToken.None));
    }

    [SkippableFact]
    public async Task Guest_code_does_not_run_inside_what_completes_the_task()
    {
        using var image = Image();
        var source = new TaskCompletionSource();
        using var sandbox = Create(image, async (_, _, results) =>
        {
            await source.Task;
            results.Span[0] = "";
        });
        var call = sandbox.CallAsync("loop").AsTask();
        // Were the guest's endless loop run by SetResult, this would not return.
        source.SetResult();
        sandbox.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
    }

    [SkippableFact]
    public void A_synchronous_call_waits_for_an_asynchronous_host_function()
    {
        using var image = Image();
        using var sandbox = Create(image, async (_, arguments, results) =>
        {
            await Task.Delay(1);
            results.Span[0] = arguments.Span[0];
        });
        Assert.Equal("x", sandbox.Call<string>("forward", "x"));
    }

    [SkippableFact]
    public async Task Calls_that_need_not_wait_allocate_nothing()
    {
        Kvm.Require();
        Skip.If(typeof(Sandbox).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true },
            "Built without optimisation (Debug) an async method's state is an object; run with -c Release.");
        using var image = new GuestBuilder().Import("host", "i>i").Function("forward", "i>i", a => GuestBuilder.Forward(a, 0, 1, 1)).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().AddAsync("host", GuestSignature.TryParse("i>i")!, (_, arguments, results) =>
            {
                results.Span[0] = arguments.Span[0].AsInt32() + 1;
                return default;
            }),
        });
        Assert.Equal(3, await sandbox.CallAsync<int>("forward", 2));
        var complete = true;
        Allocations.AssertNone(() => complete &= sandbox.CallAsync<int>("forward", 2) is { IsCompletedSuccessfully: true, Result: 3 });
        Assert.True(complete);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_asynchronous_host_function_throws_is_wrapped_and_a_guest_exit_is_not(bool late)
    {
        using var image = Image();
        Exception? thrown = new InvalidDataException("no such luck");
        using var sandbox = Create(image, async (_, _, results) =>
        {
            if (late) await Task.Yield();
            if (thrown is not null) throw thrown;
            results.Span[0] = "well";
        });
        var exception = await Assert.ThrowsAsync<HostFunctionException>(() => sandbox.CallAsync<string>("forward", "x").AsTask());
        Assert.Equal(("host", "no such luck"), (exception.Function, exception.InnerException!.Message));
        await Assert.ThrowsAsync<SandboxPoisonedException>(() => sandbox.CallAsync<string>("forward", "x").AsTask());
        sandbox.Restore();
        thrown = new GuestExitException(3);
        Assert.Equal(3, (await Assert.ThrowsAsync<GuestExitException>(() => sandbox.CallAsync<string>("forward", "x").AsTask())).ExitCode);
        sandbox.Restore();
        thrown = null;
        Assert.Equal("well", await sandbox.CallAsync<string>("forward", "x"));
    }

    [SkippableFact]
    public async Task Wrong_arguments_and_a_cancelled_token_do_not_start_the_guest()
    {
        using var image = Image();
        using var sandbox = Create(image, (_, _, _) => default);
        var exits = sandbox.Machine.Exits;
        Assert.Throws<ArgumentException>(() => { sandbox.CallAsync<string>("forward", 1); });
        Assert.Throws<ArgumentException>(() => { sandbox.CallAsync<int>("forward", "x"); });
        Assert.Throws<ArgumentException>(() => { sandbox.CallAsync("forward", "x"); });
        var cancelled = sandbox.CallAsync<string>("forward", ["x"], new CancellationToken(canceled: true));
        Assert.True(cancelled.IsCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.AsTask());
        Assert.Throws<OperationCanceledException>(() => sandbox.Call<string>("forward", ["x"], new CancellationToken(canceled: true)));
        Assert.Equal((exits, false), (sandbox.Machine.Exits, sandbox.IsPoisoned));
    }

    [SkippableFact]
    public async Task A_sandbox_can_call_another_from_a_host_function_but_not_itself()
    {
        using var image = Image();
        using var inner = Create(image, async (_, arguments, results) =>
        {
            await Task.Yield();
            results.Span[0] = arguments.Span[0].AsString() + "!";
        });
        using var outer = Create(image, async (_, arguments, results) =>
        {
            var answer = await inner.CallAsync<string>("forward", arguments.Span[0]);
            results.Span[0] = answer;
        });
        Assert.Equal("x!", await outer.CallAsync<string>("forward", "x"));
        using var self = Create(image, async (call, _, _) =>
        {
            await Task.Yield();
            await call.Sandbox.CallAsync<string>("forward", "x");
        });
        var refused = await Assert.ThrowsAsync<HostFunctionException>(() => self.CallAsync<string>("forward", "x").AsTask());
        Assert.Contains("cannot call into the sandbox that called it", refused.Message);
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("host", "s>s")
            .Function("forward", "s>s", a => GuestBuilder.Forward(a, 0, 1, 1))
            .Function("empty", _ => { })
            // Calls the host with an empty string, then never ends.
            .Function("loop", a =>
            {
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.String);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotLength], 0);
                GuestBuilder.Forward(a, 0, 1, 1);
                var start = a.CreateLabel();
                a.nop();
                a.Label(ref start);
                a.nop();
                a.jmp(start);
            })
            .Build();
    }

    private static Sandbox Create(GuestImage image, AsyncRawHostFunction host) =>
        Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().AddAsync("host", s_signature, host) });
}
