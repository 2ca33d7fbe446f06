using Microlight.Diagnostics;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Adapters;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>What a crossing costs in exits, and the rules of handles, reentrance and exceptions, on small components (Fixtures/components, as text beside).</summary>
public sealed class AdapterTests
{
    private sealed class Thing(uint number)
    {
        public uint Number { get; } = number;
    }

    /// <summary>What the host was given for good.</summary>
    private readonly List<uint> _kept = [];

    private ComponentImports Things() => new ComponentImports()
        .AddResource("host:test/things", "thing")
        .Add("host:test/things", "[constructor]thing", "func(n: u32) -> own<thing>", call =>
        {
            call.Memory.Set(call.Result, call.Resources.Add(new Thing(call.Memory.Get<uint>(call.Arguments))));
            return default;
        })
        .Add("host:test/things", "[method]thing.value", "func(self: borrow<thing>) -> u32", call =>
        {
            call.Memory.Set(call.Result, call.Resources.Get<Thing>(call.Memory.Get<int>(call.Arguments)).Number);
            return default;
        })
        .Add("host:test/things", "keep", "func(thing: own<thing>)", call =>
        {
            _kept.Add(call.Resources.Take<Thing>(call.Memory.Get<int>(call.Arguments)).Number);
            return default;
        });

    private static WasmComponentInstance Start(string name, ComponentImports? imports = null, Isolation? isolation = null)
    {
        var chosen = isolation ?? SandboxOptions.DefaultIsolation;
        using var component = WasmComponent.Load(File.ReadAllBytes(Fixtures.Component(name)), name, new WasmCompilerOptions { Isolation = chosen });
        try
        {
            return component.Instantiate(imports, new SandboxOptions { Isolation = chosen });
        }
        catch (HypervisorUnavailableException e)
        {
            throw new SkipException(e.Message);
        }
    }

    private static string Greet(WasmComponentInstance instance, string name)
    {
        using var call = instance.GetFunction("greet").Begin();
        call.Memory.SetString(call.Arguments, name);
        call.Invoke();
        return call.Memory.GetString(call.Result);
    }

    private static uint Number(WasmComponentInstance instance, string function, params ReadOnlySpan<uint> arguments)
    {
        using var call = instance.GetFunction(function).Begin();
        for (var i = 0; i < arguments.Length; i++) call.Memory.Set(call.Arguments + 4 * i, arguments[i]);
        call.Invoke();
        return call.Result == 0 ? 0 : call.Memory.Get<uint>(call.Result);
    }

    private static WasmTrapKind Trap(Action call) => Assert.Throws<WasmTrapException>(call).Kind;

    [SkippableFact]
    public void A_call_with_strings_is_one_exit_and_one_between_components_is_none()
    {
        using var instance = Start("greet");
        // All of its modules are initialised in one entry.
        Assert.Equal(1, instance.Sandbox.Exits[ExitReason.CallDone]);
        Assert.Equal("hello, world", Greet(instance, "world"));
        var (all, done) = (instance.Sandbox.Machine.Exits, instance.Sandbox.Exits[ExitReason.CallDone]);
        Assert.Equal("hello, Größe 😀", Greet(instance, "Größe 😀"));
        Assert.Equal(1, instance.Sandbox.Exits[ExitReason.CallDone] - done);
        Assert.Equal(1, instance.Sandbox.Machine.Exits - all);
        Assert.Equal(7u, Number(instance, "add", 3, 4));
        Assert.Equal(2, instance.Sandbox.Machine.Exits - all);
    }

    [SkippableFact]
    public void A_call_of_the_host_is_one_exit_more()
    {
        using var instance = Start("resources", Things());
        Assert.Equal(5u, Number(instance, "round", 5));
        var (all, calls) = (instance.Sandbox.Machine.Exits, instance.Sandbox.Exits[ExitReason.HostCall]);
        Assert.Equal(6u, Number(instance, "round", 6));
        // Made, asked and dropped.
        Assert.Equal(3, instance.Sandbox.Exits[ExitReason.HostCall] - calls);
        Assert.Equal(4, instance.Sandbox.Machine.Exits - all);
        Assert.Equal(0, instance.Resources.Count);
    }

    /// <summary>The first call makes the memories as large as they must be, the second has nothing to ask for.</summary>
    [SkippableTheory]
    [InlineData(Isolation.VirtualMachine)]
    [InlineData(Isolation.Process)]
    public void Large_arguments_and_results_grow_the_transfer_memory_once(Isolation isolation)
    {
        using var instance = Start("greet", isolation: isolation);
        var name = new string('x', 5 << 20);
        Assert.Equal("hello, " + name, Greet(instance, name));
        Assert.InRange(instance.Sandbox.Memories[0].Size, 10u << 20, 64u << 20);
        var all = instance.Sandbox.Machine.Exits;
        Assert.Equal("hello, " + name, Greet(instance, name));
        Assert.Equal(1, instance.Sandbox.Machine.Exits - all);
    }

    [Fact]
    public void A_component_without_realloc_calls_functions_of_numbers_without_an_adapter()
    {
        var graph = ComponentLinker.Link(ComponentValidator.Validate(ComponentDecoder.Decode(File.ReadAllBytes(Fixtures.Component("greet")))));
        var program = ComponentProgram.Link(graph, new WasmCompilerOptions());
        var callers = program.Instances.Where(i => i.Module.Imports is [{ Name: "add" }]).ToList();
        var callee = program.Instances.Single(i => i.Module.Exports.Any(e => e.Name == "add") && i.Module.Exports.Any(e => e.Name == "greet") && i.IsInternal);
        var add = callee.Functions[callee.Module.Exports.Single(e => e.Name == "add").Index];
        Assert.Equal([add], callers.Select(c => c.Functions[0]));
    }

    [SkippableFact]
    public void Handles_of_the_host_are_lent_dropped_and_given_away()
    {
        using var instance = Start("resources", Things());
        Number(instance, "give", 7);
        Assert.Equal([7], _kept);
        Assert.Equal(0, instance.Resources.Count);
        var lent = (uint)instance.Resources.Add(new Thing(9));
        Assert.Equal(9u, Number(instance, "ask", lent));
        Assert.Equal(1, instance.Resources.Count);
        Assert.Equal(9u, Number(instance, "ask", lent));
    }

    [SkippableFact]
    public void A_borrowed_handle_must_be_dropped()
    {
        using var instance = Start("resources", Things());
        var lent = (uint)instance.Resources.Add(new Thing(1));
        Assert.Equal(WasmTrapKind.BorrowNotDropped, Trap(() => Number(instance, "forget", lent)));
    }

    [SkippableFact]
    public void A_borrowed_handle_cannot_be_given_away()
    {
        using var instance = Start("resources", Things());
        var lent = (uint)instance.Resources.Add(new Thing(1));
        Assert.Equal(WasmTrapKind.HandleNotOwned, Trap(() => Number(instance, "steal", lent)));
        Assert.Empty(_kept);
    }

    [SkippableFact]
    public void Handles_of_the_guest_come_to_the_host_as_what_they_stand_for_and_their_destructor_runs()
    {
        using var instance = Start("resources", Things());
        var made = Number(instance, "make", 30);
        Assert.Equal(30u, made);
        Assert.Equal(30u, Number(instance, "read", made));
        Assert.Equal(0u, Number(instance, "dropped"));
        // Given back, the component drops it.
        Assert.Equal(30u, Number(instance, "take", made));
        Assert.Equal(30u, Number(instance, "dropped"));
        // Kept, the host does.
        instance.Resources.Receive("counted", (int)Number(instance, "make", 12)).Dispose();
        Assert.Equal(42u, Number(instance, "dropped"));
    }

    [SkippableFact]
    public void A_component_may_be_entered_again_through_its_children_but_a_child_may_not()
    {
        using var instance = Start("reentrance");
        Number(instance, "donut");
        Number(instance, "donut");
        Assert.Equal(WasmTrapKind.CannotEnterInstance, Trap(() => Number(instance, "again")));
    }

    [SkippableFact]
    public void An_exception_does_not_leave_a_component()
    {
        foreach (var function in (string[])["throw", "call"])
        {
            using var instance = Start("exceptions");
            Number(instance, "catch");
            Assert.Equal(WasmTrapKind.ExceptionAtBoundary, Trap(() => Number(instance, function)));
        }
    }

    /// <summary>The text is passed on when it is returned, whatever becomes of it then; a restore, because the component writes over it.</summary>
    [SkippableFact]
    public void A_task_returns_before_it_ends()
    {
        using var instance = Start("tasks");
        foreach (var function in (string[])["early", "forward"])
        {
            using (var call = instance.GetFunction(function).Begin())
            {
                call.Invoke();
                Assert.Equal("early", call.Memory.GetString(call.Result));
            }
            instance.Restore();
        }
        // Lowered with async it has returned at once: state 2.
        Assert.Equal(205u, Number(instance, "subtask"));
    }

    [SkippableTheory]
    [InlineData("never", WasmTrapKind.TaskNotReturned)]
    [InlineData("twice", WasmTrapKind.InvalidTaskReturn)]
    [InlineData("other", WasmTrapKind.InvalidTaskReturn)]
    [InlineData("sync", WasmTrapKind.InvalidTaskReturn)]
    [InlineData("wait", WasmTrapKind.UnsupportedFunction)]
    public void A_task_returns_once_as_its_function_says(string function, WasmTrapKind kind)
    {
        using var instance = Start("tasks");
        var trap = Assert.Throws<WasmTrapException>(() => Number(instance, function));
        Assert.Equal(kind, trap.Kind);
        if (kind == WasmTrapKind.UnsupportedFunction) Assert.Contains("waitable-set.new", trap.Message);
    }

    [SkippableFact]
    public void Each_call_begins_with_an_empty_context()
    {
        using var instance = Start("tasks");
        Assert.Equal(0u, Number(instance, "context"));
        Assert.Equal(0u, Number(instance, "context"));
    }

    /// <summary>Nested types: code is as much more as there are types, not as there are paths through them.</summary>
    [Fact]
    public void Code_grows_with_the_number_of_types()
    {
        var sizes = new List<int>();
        foreach (var depth in (int[])[3, 6, 12])
        {
            var types = new Microlight.Wasm.Components.Typing.WitTypes();
            WitType type = types.Of(Primitive.String);
            for (var i = 0; i < depth; i++) type = types.Add(new WitTuple([type, type]), 0);
            var bytes = EchoComponent.InMemory(type, CanonOptionKind.Utf8, CanonOptionKind.Utf16, 64);
            var graph = ComponentLinker.Link(ComponentValidator.Validate(ComponentDecoder.Decode(bytes)));
            sizes.Add(ComponentProgram.Link(graph, new WasmCompilerOptions()).Instances.Sum(i => i.Module.Bytes.Length));
        }
        // 4,096 strings instead of 8 and 64: each doubling of the depth adds the same number of types again.
        Assert.InRange(sizes[2] - sizes[1], 0, 3 * Math.Max(400, sizes[1] - sizes[0]));
    }
}
