using Microlight.Diagnostics;
using Microlight.Wasm.Components;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>A composition of two components (Fixtures/components/composition.wat) in one machine, and each component in its own: the same comes of it.</summary>
public sealed class CompositionTests
{
    private const string Store = "demo:shop/store#", Cart = "demo:shop/cart#";

    private static readonly Lazy<WasmComponent> s_whole = new(() => WasmComponent.Load(File.ReadAllBytes(Fixtures.Component("composition")), "shop"));
    private static readonly Lazy<ComponentComposition> s_isolated = new(() => ComponentComposition.Load(File.ReadAllBytes(Fixtures.Component("composition")), "shop"));

    private sealed class Thing(uint number) : IDisposable
    {
        public uint Number { get; } = number;
        public int Disposals { get; private set; }
        public void Dispose() => Disposals++;
    }

    private sealed class Journal : IDisposable
    {
        public int Lines { get; set; }
        public bool IsDisposed { get; private set; }
        public void Dispose() => IsDisposed = true;
    }

    private readonly List<string> _log = [];
    private readonly List<Thing> _things = [];
    private readonly List<Journal> _journals = [];

    private ComponentImports Imports(Func<string, ValueTask>? log = null) => new ComponentImports()
        .AddState(() =>
        {
            _journals.Add(new Journal());
            return _journals[^1];
        })
        .AddResource("host:test/things", "thing")
        .Add("host:test/things", "[constructor]thing", (call, arguments) =>
        {
            call.GetState<Journal>().Lines++;
            _things.Add(new Thing(arguments[0].As<uint>()));
            return new WitValue.Resource(_things[^1]);
        })
        .Add("host:test/things", "[method]thing.value", (call, arguments) =>
        {
            call.GetState<Journal>().Lines++;
            return arguments[0].As<Thing>().Number;
        })
        .AddAsync("", "log", async (_, arguments) =>
        {
            _log.Add(arguments[0].As<string>());
            if (log is not null) await log(arguments[0].As<string>());
            return null;
        });

    private ComponentCompositionInstance Isolated(Func<string, ValueTask>? log = null, SandboxOptions? options = null)
    {
        try
        {
            return s_isolated.Value.Instantiate(Imports(log), options);
        }
        catch (HypervisorUnavailableException e)
        {
            throw new SkipException(e.Message);
        }
    }

    private IComponentInstance Start(bool isIsolated)
    {
        if (isIsolated) return Isolated();
        try
        {
            return s_whole.Value.Instantiate(Imports());
        }
        catch (HypervisorUnavailableException e)
        {
            throw new SkipException(e.Message);
        }
    }

    private static WitValue? Call(IComponentInstance instance, string function, params ReadOnlySpan<WitValue> arguments) => instance.GetFunction(function).Call(arguments);

    [Fact]
    public void What_it_imports_and_exports_is_the_same()
    {
        var (whole, isolated) = (s_whole.Value.World, s_isolated.Value.World);
        Assert.Equal(whole.Imports.Select(i => i.Name), isolated.Imports.Select(i => i.Name));
        Assert.Equal(whole.ExportedFunctions.Select(f => f.ToString()), isolated.ExportedFunctions.Select(f => f.ToString()));
        Assert.Equal(["shop: store", "shop: cart"], s_isolated.Value.Components.Select(c => c.Image.Name));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Texts_lists_and_records_go_from_one_component_to_the_other(bool isIsolated)
    {
        using var instance = Start(isIsolated);
        Assert.Equal("GRüßE 😀", Call(instance, Cart + "shout", "grüße 😀"));
        Assert.Equal(["GRüßE 😀"], _log);
        var items = new WitValue.List(new WitValue.Record(("name", "tea"), ("count", 3u)), new WitValue.Record(("name", ""), ("count", uint.MaxValue - 1)));
        Assert.Equal(new WitValue.List(new WitValue.Record(("name", "tea"), ("count", 4u)), new WitValue.Record(("name", ""), ("count", uint.MaxValue))), Call(instance, Cart + "restock", items));
        Assert.Equal(WitValue.List.Empty, Call(instance, Cart + "restock", WitValue.List.Empty));
        Assert.Equal(WitValue.U64.Parse("8589934591", s_whole.Value.World.ExportedFunctions.First(f => f.Path == Cart + "sum").Result!), Call(instance, Cart + "sum", WitValue.ListOf(1u, uint.MaxValue, uint.MaxValue)));
        var text = new string('x', 3 << 20);
        Assert.Equal(text.ToUpperInvariant(), Call(instance, Cart + "shout", text));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resources_of_one_component_are_made_lent_given_and_dropped_by_the_other(bool isIsolated)
    {
        using var instance = Start(isIsolated);
        Assert.Equal(100u, Call(instance, Cart + "kept"));
        Assert.Equal(7u, Call(instance, Cart + "round", 7u));
        Assert.Equal(7u, Call(instance, Store + "dropped"));

        // Made through the cart, and the store's all the same.
        var blob = Call(instance, Cart + "make", 5u)!.As<GuestResource>();
        Assert.Equal(5u, Call(instance, Cart + "ask", new WitValue.Resource(blob)));
        Assert.Equal(5u, Call(instance, Store + "[method]blob.value", new WitValue.Resource(blob)));
        Assert.Equal(7u, Call(instance, Store + "dropped"));

        // Two become one in the store, by way of the cart.
        var other = Call(instance, Store + "[constructor]blob", 6u)!.As<GuestResource>();
        var merged = Call(instance, Cart + "merge", new WitValue.Resource(blob), new WitValue.Resource(other))!.As<GuestResource>();
        Assert.Throws<ObjectDisposedException>(() => Call(instance, Cart + "ask", new WitValue.Resource(blob)));
        Assert.Throws<ObjectDisposedException>(() => Call(instance, Store + "[method]blob.value", new WitValue.Resource(other)));
        Assert.Equal(11u, Call(instance, Cart + "ask", new WitValue.Resource(merged)));
        Assert.Equal(18u, Call(instance, Store + "dropped"));

        // Given to the cart for good, which drops what it had.
        Assert.Null(Call(instance, Cart + "keep", new WitValue.Resource(merged)));
        Assert.Equal(118u, Call(instance, Store + "dropped"));
        Assert.Equal(11u, Call(instance, Cart + "kept"));
        Assert.Throws<ObjectDisposedException>(() => Call(instance, Cart + "ask", new WitValue.Resource(merged)));

        // Dropped by the host.
        Call(instance, Cart + "make", 30u)!.As<GuestResource>().Dispose();
        Assert.Equal(148u, Call(instance, Store + "dropped"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resources_of_the_host_go_from_one_component_to_the_other(bool isIsolated)
    {
        using (var instance = Start(isIsolated))
        {
            Assert.Equal(9u, Call(instance, Cart + "weigh", 9u));
            Assert.Equal(1, Assert.Single(_things).Disposals);
            // What the host's functions keep for an instance is one, whichever component calls.
            Assert.Equal(2, Assert.Single(_journals).Lines);
        }
        Assert.True(_journals[0].IsDisposed);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_one_writes_into_its_memory_the_other_does_not_see(bool isIsolated)
    {
        using var instance = Start(isIsolated);
        Call(instance, Store + "poke", 40_000u, 0x5eedu);
        Assert.Equal(0x5eedu, Call(instance, Store + "peek", 40_000u));
        Assert.Equal(0u, Call(instance, Cart + "peek", 40_000u));
        Call(instance, Cart + "poke", 40_000u, 1u);
        Assert.Equal(0x5eedu, Call(instance, Store + "peek", 40_000u));
    }

    /// <summary>Not the components' code but the machines: the one's secret is nowhere in any memory of the other's sandbox.</summary>
    [SkippableFact]
    public void Nothing_of_one_component_is_in_the_machine_of_the_other()
    {
        using var instance = Isolated();
        Call(instance, Store + "poke", 40_000u, 0x5eed1234u);
        var (store, cart) = (instance.Parts[0].Instance.Sandbox, instance.Parts[1].Instance.Sandbox);
        Assert.NotSame(store, cart);
        Assert.NotSame(store.Machine, cart.Machine);
        Assert.True(Holds(store));
        Assert.False(Holds(cart));

        static bool Holds(Sandbox sandbox) => Enumerable.Range(0, sandbox.Memories.Count).Any(i => sandbox.Memories[i].Slice(0, (int)sandbox.Memories[i].Size).IndexOf((byte[])[0x34, 0x12, 0xed, 0x5e]) >= 0);
    }

    [SkippableFact]
    public void Each_component_has_a_machine_and_a_call_between_them_is_one_exit_of_each()
    {
        using var instance = Isolated();
        Assert.Equal(["store", "cart"], instance.Parts.Select(p => p.Name));
        var (store, cart) = (instance.Parts[0].Instance.Sandbox, instance.Parts[1].Instance.Sandbox);
        Call(instance, Cart + "sum", WitValue.ListOf(1u, 2u));
        var (storeExits, cartExits, hostCalls) = (store.Machine.Exits, cart.Machine.Exits, cart.Exits[ExitReason.HostCall]);
        Call(instance, Cart + "sum", WitValue.ListOf(1u, 2u));
        Assert.Equal(1, store.Machine.Exits - storeExits);
        Assert.Equal(2, cart.Machine.Exits - cartExits);
        Assert.Equal(1, cart.Exits[ExitReason.HostCall] - hostCalls);
        // What the store does for itself, the cart has no part in.
        Call(instance, Store + "sum", WitValue.ListOf(1u, 2u));
        Assert.Equal(2, cart.Machine.Exits - cartExits);
    }

    [SkippableFact]
    public void A_trap_in_one_ends_its_caller_too_and_says_whose_it_was()
    {
        using var instance = Isolated();
        var failure = Assert.Throws<HostFunctionException>(() => Call(instance, Cart + "fail"));
        var inner = Assert.IsType<ComponentFailedException>(failure.InnerException);
        Assert.Equal("store", inner.Component);
        Assert.Equal(WasmTrapKind.Unreachable, Assert.IsType<WasmTrapException>(inner.InnerException).Kind);
        Assert.Contains("The component 'store' failed: ", failure.Message);
        Assert.Throws<SandboxPoisonedException>(() => Call(instance, Cart + "kept"));
        Assert.Throws<SandboxPoisonedException>(() => Call(instance, Store + "dropped"));
        instance.Restore();
        Assert.Equal(100u, Call(instance, Cart + "kept"));
        Assert.Equal(0u, Call(instance, Store + "dropped"));
    }

    [SkippableFact]
    public void A_trap_of_the_caller_leaves_the_other_as_it_is()
    {
        using var instance = Isolated();
        Assert.Equal(WasmTrapKind.Unreachable, Assert.Throws<WasmTrapException>(() => Call(instance, Cart + "fail-itself")).Kind);
        Assert.Throws<SandboxPoisonedException>(() => Call(instance, Cart + "kept"));
        Assert.Equal(0u, Call(instance, Store + "dropped"));
    }

    [SkippableFact]
    public void A_destructor_that_traps_ends_the_call_that_dropped()
    {
        using var instance = Isolated();
        var failure = Assert.Throws<HostFunctionException>(() => Call(instance, Cart + "round", 13u));
        Assert.Equal("store", Assert.IsType<ComponentFailedException>(failure.InnerException).Component);
    }

    [SkippableFact]
    public void A_restore_takes_back_all_components_and_what_they_hold()
    {
        using var instance = Isolated();
        var blob = Call(instance, Cart + "make", 5u)!.As<GuestResource>();
        Call(instance, Cart + "keep", Call(instance, Cart + "make", 6u)!);
        Call(instance, Cart + "weigh", 1u);
        Assert.Equal(100u, Call(instance, Store + "dropped"));
        instance.Restore();
        Assert.True(Assert.Single(_journals).IsDisposed);
        Assert.Equal(0u, Call(instance, Store + "dropped"));
        Assert.Equal(100u, Call(instance, Cart + "kept"));
        Assert.Throws<ObjectDisposedException>(() => Call(instance, Cart + "ask", new WitValue.Resource(blob)));
        blob.Dispose();
        Assert.Equal(0u, Call(instance, Store + "dropped"));
    }

    [SkippableFact]
    public async Task While_the_host_takes_its_time_no_thread_waits_and_nobody_else_gets_in()
    {
        var gate = new TaskCompletionSource();
        using var instance = Isolated(_ => new ValueTask(gate.Task));
        var call = instance.InvokeAsync(Cart + "shout", "x");
        Assert.False(call.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => Call(instance, Cart + "kept"));
        // Nor into a component that has nothing to do with the call now: the composition is one.
        Assert.Throws<InvalidOperationException>(() => Call(instance, Store + "dropped"));
        Assert.Throws<InvalidOperationException>(instance.Restore);
        gate.SetResult();
        Assert.Equal("X", await call);
        Assert.Equal(100u, Call(instance, Cart + "kept"));
    }

    [SkippableFact]
    public void Time_and_cancellation_reach_the_component_that_is_called()
    {
        using var instance = Isolated(options: new SandboxOptions { CallTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Throws<SandboxTimeoutException>(() => Call(instance, Cart + "spin"));
        instance.Restore();
        using var stop = new CancellationTokenSource(100);
        Assert.ThrowsAny<OperationCanceledException>(() => instance.Invoke(Cart + "spin", [], stop.Token));
        instance.Restore();
        Assert.Equal(100u, Call(instance, Cart + "kept"));
    }

    [SkippableFact]
    public void An_exit_asked_for_by_one_is_the_whole_ones()
    {
        using var instance = Isolated(_ => throw new GuestExitException(3));
        Assert.Equal(3, Assert.Throws<GuestExitException>(() => Call(instance, Cart + "shout", "x")).ExitCode);
    }

    [Fact]
    public void What_the_host_does_not_provide_is_said_at_once()
    {
        var message = Assert.Throws<ImportException>(() => s_isolated.Value.Instantiate()).Message;
        Assert.Contains("'shop' cannot start", message);
        Assert.Contains("'host:test/things#[constructor]thing'", message);
        Assert.Contains("'host:test/things#[method]thing.value'", message);
        Assert.Contains("'log'", message);
    }

    [Theory]
    [InlineData("greet", "it has core code of its own beside the components in it")]
    [InlineData("outer-alias", "its component 'user' uses definitions of what is around it (outer aliases)")]
    [InlineData("module-argument", "its components pass core modules to each other")]
    public void What_cannot_be_taken_apart_is_refused(string file, string why)
    {
        var refusal = Assert.Throws<WasmUnsupportedException>(() => ComponentComposition.Load(File.ReadAllBytes(Fixtures.Component(file)), file));
        Assert.Contains(why, refusal.Message);
    }
}
