using System.Diagnostics;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>What memory.atomic.wait does where nobody can ever notify: it times out, at the host's expense of a timer, or traps.</summary>
public sealed class AtomicWaitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(400);

    [SkippableFact]
    public void A_wait_ends_with_its_timeout()
    {
        using var instance = Create(new SandboxOptions());
        var clock = Stopwatch.StartNew();
        Assert.Equal(2, Wait(instance, 0, TimeSpan.FromMilliseconds(30)));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(25), $"{clock.Elapsed}");
        Assert.Equal(1, Wait(instance, 1, Long));
        Assert.Equal(2, Wait(instance, 0, TimeSpan.Zero));
    }

    [SkippableFact]
    public async Task A_wait_is_asynchronous_where_the_call_is()
    {
        using var instance = Create(new SandboxOptions());
        var call = instance.InvokeAsync("wait", Arguments(0, TimeSpan.FromMilliseconds(300)));
        Assert.False(call.IsCompleted);
        Assert.Equal(2, (await call)[0].AsInt32());
    }

    [SkippableFact]
    public void A_stop_ends_a_wait()
    {
        using var instance = Create(new SandboxOptions { CallTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Throws<SandboxTimeoutException>(() => Wait(instance, 0, Long));
        instance.Restore();
        using var stop = new CancellationTokenSource(20);
        Assert.ThrowsAny<OperationCanceledException>(() => instance.Invoke("wait", Arguments(0, Long), stop.Token));
        instance.Restore();
        Assert.Equal(1, Wait(instance, 1, Long));
    }

    [SkippableFact]
    public void Waits_that_cannot_end_or_are_not_allowed_trap()
    {
        using var instance = Create(new SandboxOptions());
        AssertTrap(WasmTrapKind.EndlessWait, instance, "wait", Arguments(0, TimeSpan.FromTicks(-1)));
        AssertTrap(WasmTrapKind.UnalignedAtomic, instance, "wait", [GuestValue.Of(2), GuestValue.Of(0), GuestValue.Of(0L)]);
        AssertTrap(WasmTrapKind.OutOfBoundsMemoryAccess, instance, "wait", [GuestValue.Of(65536), GuestValue.Of(0), GuestValue.Of(0L)]);
        AssertTrap(WasmTrapKind.ExpectedSharedMemory, instance, "unshared", Arguments(0, TimeSpan.Zero));
    }

    private static void AssertTrap(WasmTrapKind kind, WasmInstance instance, string function, GuestValue[] arguments)
    {
        var trap = Assert.Throws<WasmTrapException>(() => instance.Invoke(function, arguments));
        Assert.Equal((kind, function), (trap.Kind, trap.Function));
        instance.Restore();
    }

    private static int Wait(WasmInstance instance, int expected, TimeSpan timeout) => instance.Invoke("wait", Arguments(expected, timeout))[0].AsInt32();

    private static GuestValue[] Arguments(int expected, TimeSpan timeout) => [GuestValue.Of(0), GuestValue.Of(expected), GuestValue.Of(timeout.Ticks * 100)];

    private static WasmInstance Create(SandboxOptions options)
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Module), "wait");
        return WasmInstance.Create(image, options);
    }

    /// <summary>(memory 1 1 shared) (memory 1); wait is memory.atomic.wait32 on the first, unshared on the second.</summary>
    private static byte[] Module { get; } = ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([WasmType.I32, WasmType.I32, WasmType.I64], [WasmType.I32])),
        ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0), new ModuleWriter().U32(0)),
        ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1, 1, flags: 2), new ModuleWriter().Limits(1)),
        ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("wait", ExternalKind.Function, 0), ModuleWriter.Export("unshared", ExternalKind.Function, 1)),
        ModuleWriter.Section(SectionId.Code,
            ModuleWriter.Body(0x20, 0, 0x20, 1, 0x20, 2, 0xfe, 1, 2, 0),
            ModuleWriter.Body(0x20, 0, 0x20, 1, 0x20, 2, 0xfe, 1, 0x42, 1, 0)));
}
