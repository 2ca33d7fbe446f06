using Microlight.Tests;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Tests.Support;
using Microlight.Wasm;
using Microlight.Wasm.Components;

namespace Microlight.Wasi.Tests;

/// <summary>
/// A component that does its worst (Programs/hostile.c) hurts the call in which it does: that ends with a typed error, others in the same
/// pool go on meanwhile and afterwards, and its own instance is as new once it is back.
/// </summary>
public sealed class HostileComponentTests
{
    private static readonly WasmCache Cache = new(Path.Combine(AppContext.BaseDirectory, "wasm-cache"));

    private static readonly SandboxOptions Limits = new() { CallTimeout = TimeSpan.FromSeconds(1), MaximumMemory = 16 << 20, MaximumTotalMemory = 64 << 20 };

    [SkippableTheory]
    [InlineData("spin", typeof(SandboxTimeoutException))]
    [InlineData("trap", typeof(WasmTrapException))]
    [InlineData("recurse", typeof(WasmTrapException))]
    [InlineData("flood", typeof(SandboxTimeoutException))]
    [InlineData("wait", typeof(SandboxTimeoutException))]
    [InlineData("lie", typeof(WasmTrapException))]
    public async Task OnlyItsOwnCallEndsBadly(string deed, Type error)
    {
        var output = new CountingStream();
        var input = new NeverStream();
        await using var pool = CreatePool(new WasiOptions { StandardInput = WasiInput.FromStream(input), StandardOutput = WasiOutput.FromStream(output) });
        var bad = Task.Run(async () =>
        {
            using var lease = await pool.RentAsync();
            return await Record.ExceptionAsync(async () => await lease.Instance.InvokeAsync(deed));
        });
        do await Greet(pool); while (!bad.IsCompleted);
        Assert.IsType(error, await bad);
        Assert.Equal(deed == "flood", output.Length > 0);

        // Both at once: one of them is what the culprit was, or its successor.
        using (var first = await pool.RentAsync())
        using (var second = await pool.RentAsync())
        {
            Assert.Equal("Hello, first", (await first.Instance.InvokeAsync("greet", "first"))!.As<string>());
            Assert.Equal("Hello, second", (await second.Instance.InvokeAsync("greet", "second"))!.As<string>());
        }
    }

    [SkippableFact]
    public async Task MemoryEndsAtItsLimitAndComesBack()
    {
        await using var pool = CreatePool(new WasiOptions());
        for (var i = 0; i < 3; i++)
        {
            using var lease = await pool.RentAsync();
            var taken = (await lease.Instance.InvokeAsync("exhaust"))!.As<ulong>();
            Assert.InRange(taken, 12UL << 20, 16UL << 20);
            // The component cannot even make room for the argument, which is its trap and nobody else's.
            await Assert.ThrowsAsync<WasmTrapException>(async () => await lease.Instance.InvokeAsync("greet", new string('x', 1 << 20)));
            await Greet(pool);
        }
    }

    [SkippableFact]
    public async Task WhatItGivesIsLimited()
    {
        await using var pool = CreatePool(new WasiOptions(), new TransferLimits { Bytes = 1 << 20 });
        using (var lease = await pool.RentAsync())
        {
            Assert.Equal(1000, (await lease.Instance.InvokeAsync("give", 1000u))!.As<byte[]>().Length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<ProtocolViolationException>(() => lease.Instance.Invoke("give", 8u << 20));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
        await Greet(pool);
    }

    private static WasmComponentPool CreatePool(WasiOptions options, TransferLimits? limits = null)
    {
        Kvm.Require();
        var path = Path.Combine(AppContext.BaseDirectory, "Programs", "hostile.wasm");
        var component = WasmComponent.FromImage(Cache.GetOrCompile(File.ReadAllBytes(path), "hostile"));
        return WasmComponentPool.Create(component, new ComponentImports().AddWasi(options), Limits, new SandboxPoolOptions { Maximum = 2, Prewarm = 2 }, limits);
    }

    private static async Task Greet(WasmComponentPool pool)
    {
        using var lease = await pool.RentAsync();
        Assert.Equal("Hello, you", (await lease.Instance.InvokeAsync("greet", "you"))!.As<string>());
    }
}
