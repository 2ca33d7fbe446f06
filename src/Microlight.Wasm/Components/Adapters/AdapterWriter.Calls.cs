using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Calls from one side to the other (CanonicalABI.md, canon lift and canon lower, synchronous).</summary>
internal sealed partial class AdapterWriter
{
    private const string HostSignature = "(param i32) (result i32)";

    /// <summary>A component function as core code calls it.</summary>
    private void Lower(FunctionText f, LowerItem item)
    {
        var type = item.Callee.Type;
        var caller = new AdapterContext(item.Owner, item.Context);
        var flat = Flatten(type, item.IsAsync ? CoreSignature.MostAsyncParameters : CoreSignature.MostParameters);
        var parameters = Array.ConvertAll(flat ?? [FlatType.I32], t => (Local: f.Parameter(t), Type: t));
        var inMemory = item.IsAsync ? type.Result is not null : ReturnsInMemory(type);
        var target = inMemory ? f.Parameter() : null;
        if (item.IsAsync) f.Result();
        else if (!inMemory && type.Result is { } result) f.Result(result.Flat![0]);

        CheckMayLeave(f, item.Owner);
        Place arguments;
        if (flat is not null) arguments = new FlatPlace(caller, parameters);
        else
        {
            CheckAddress(f, caller, parameters[0].Local, ParameterLayout(type));
            arguments = new MemoryPlace(caller, Memory(caller), parameters[0].Local);
        }
        var value = !inMemory && type.Result is { } single ? (Local: f.Local(single.Flat![0]), Type: single.Flat[0]) : default;
        Func<Place> results = () =>
        {
            if (target is null) return new FlatPlace(caller, [value]);
            CheckAddress(f, caller, target, type.Result!.Layout);
            return new MemoryPlace(caller, Memory(caller), target);
        };
        if (item.Callee is HostFunctionItem host) CallHost(f, host, caller, arguments, results);
        else CallGuest(f, (LiftedFunctionItem)item.Callee, caller, arguments, results);
        if (value.Local is { } local) f.Line(FunctionText.Get(local));
        // Nothing waits: by now the callee has returned (Subtask.State.RETURNED).
        if (item.IsAsync) f.Line("(i32.const 2)");
    }

    /// <summary>The function that the host calls for an export.</summary>
    public void Export(FunctionItem item, string name)
    {
        var id = Function(("export", item), $"export:{name}", HostSignature, f =>
        {
            var address = f.Parameter();
            f.Result();
            if (item is HostFunctionItem host)
            {
                // What the host has given it gets back.
                f.Line($"(call {HostImport(host)} {FunctionText.Get(address)})");
                return;
            }
            var target = f.Local();
            CallGuest(f, (LiftedFunctionItem)item, AdapterContext.Host, new MemoryPlace(AdapterContext.Host, Memory(AdapterContext.Host), address), () =>
            {
                var layout = item.Type.Result!.Layout;
                f.Set(target, Allocate(AdapterContext.Host, layout.Alignment, FunctionText.I32(layout.Size)));
                return new MemoryPlace(AdapterContext.Host, Memory(AdapterContext.Host), target);
            });
            f.Line(FunctionText.Get(target));
        });
        WritePending();
        _module.Export(id, name);
    }

    private string HostImport(HostFunctionItem host) => _module.HostFunction(ModuleName(host.Path), host.Path[^1], HostSignature);

    /// <summary>The module name of what the host provides at a path (docs/components.md, "The host's edge").</summary>
    private static string ModuleName(string[] path) => path.Length == 1 ? HostEdge.RootModule : string.Join('#', path[..^1]);

    private void CallHost(FunctionText f, HostFunctionItem host, AdapterContext caller, Place arguments, Func<Place> results)
    {
        var type = host.Type;
        var transfer = Memory(AdapterContext.Host);
        var hasBorrows = HasBorrows(type);
        if (hasBorrows) f.Line($"(call {State("begin")})");
        var mark = f.Keep($"(i32.load {transfer} (i32.const 0))");
        var address = f.Local();
        if (type.Parameters.Length > 0)
        {
            var layout = ParameterLayout(type);
            f.Set(address, Allocate(AdapterContext.Host, layout.Alignment, FunctionText.I32(layout.Size)));
            Fields(f, Array.ConvertAll(type.Parameters, p => p.Type), arguments, new MemoryPlace(AdapterContext.Host, transfer, address));
        }
        f.Set(address, $"(call {HostImport(host)} {FunctionText.Get(address)})");
        if (hasBorrows) f.Line($"(call {State("end")})");
        if (type.Result is { } result) Value(f, result, new MemoryPlace(AdapterContext.Host, transfer, address), results());
        f.Line($"(i32.store {transfer} (i32.const 0) {FunctionText.Get(mark)})");
    }

    private void CallGuest(FunctionText f, LiftedFunctionItem item, AdapterContext caller, Place arguments, Func<Place> results)
    {
        var type = item.Type;
        var callee = new AdapterContext(item.Owner, item.Context);
        var hasBorrows = HasBorrows(type);
        Enter(f, caller.Owner, callee.Owner);
        if (type.IsAsync) f.TrapIf($"(i32.load {StateMemory} {At(callee.Owner, StateModule.Backpressure)})", WasmTrapKind.WouldBlock);
        var context = SaveContext(f, callee.Owner);
        if (hasBorrows) f.Line($"(call {State("begin")})");

        var types = Array.ConvertAll(type.Parameters, p => p.Type);
        (string Local, FlatType Type)[] values;
        if (Flatten(type) is { } flat)
        {
            values = Array.ConvertAll(flat, t => (f.Local(t), t));
            Fields(f, types, arguments, new FlatPlace(callee, values));
        }
        else
        {
            var layout = ParameterLayout(type);
            values = [(f.Keep(Allocate(callee, layout.Alignment, FunctionText.I32(layout.Size))), FlatType.I32)];
            Fields(f, types, arguments, new MemoryPlace(callee, Memory(callee), values[0].Local));
        }

        var returned = item.IsTask ? RunTask(f, item, callee, values, hasBorrows, results) : Run(f, item, callee, values, hasBorrows, results);
        if (item.PostReturn is { } postReturn)
        {
            SetMayNotLeave(f, callee.Owner, 1);
            Guarded(f, "", () => f.Line(returned is null
                ? $"(call {Core(postReturn, "")})"
                : $"(call {Core(postReturn, $"(param {FunctionText.Name(CoreResult(type)!.Value)})")} {FunctionText.Get(returned)})"));
            SetMayNotLeave(f, callee.Owner, 0);
        }
        RestoreContext(f, callee.Owner, context);
        Leave(f, caller.Owner, callee.Owner);
    }

    /// <summary>Calls the core function of a lifted one and passes its result on. What it returned stays in a local.</summary>
    private string? Run(FunctionText f, LiftedFunctionItem item, AdapterContext callee, (string Local, FlatType Type)[] values, bool hasBorrows, Func<Place> results)
    {
        var type = item.Type;
        var core = CoreResult(type);
        var returned = core is { } coreType ? f.Local(coreType) : null;
        Guarded(f, core is { } r ? $"(result {FunctionText.Name(r)})" : "", () => f.Line(CoreCall(item, Signature(type), values)));
        if (returned is not null) f.Line($"(local.set {returned})");
        if (hasBorrows) f.Line($"(call {State("end")})");
        if (type.Result is not { } result) return returned;
        if (ReturnsInMemory(type)) CheckAddress(f, callee, returned!, result.Layout);
        Place source = ReturnsInMemory(type) ? new MemoryPlace(callee, Memory(callee), returned!) : new FlatPlace(callee, [(returned!, core!.Value)]);
        Value(f, result, source, results());
        return returned;
    }

    private string CoreCall(LiftedFunctionItem item, string signature, (string Local, FlatType Type)[] values) =>
        $"(call {Core(item.Core, signature)}{string.Concat(values.Select(v => $" {FunctionText.Get(v.Local)}"))})";

    private static FlatType? CoreResult(FuncType type) => ReturnsInMemory(type) ? FlatType.I32 : type.Result?.Flat![0];

    private static bool HasBorrows(FuncType type) => Array.Exists(type.Parameters, p => p.Type.HasBorrow);

    /// <summary>Makes an exception that comes out of a component a trap.</summary>
    /// <param name="result">The type of what the lines leave, as text.</param>
    private void Guarded(FunctionText f, string result, Action lines)
    {
        if (!_facts.Throws)
        {
            lines();
            return;
        }
        var (done, thrown) = (f.Label(), f.Label());
        f.Line($"(block {done} {result} (block {thrown} (try_table {result} (catch_all {thrown})");
        lines();
        f.Line($") (br {done})) {FunctionText.Trap(WasmTrapKind.ExceptionAtBoundary)})");
    }

    private void CheckMayLeave(FunctionText f, int owner)
    {
        if (_facts.MayBeBarred(owner)) f.TrapIf($"(i32.load {StateMemory} {At(owner, StateModule.MayNotLeave)})", WasmTrapKind.CannotLeaveInstance);
    }

    private void SetMayNotLeave(FunctionText f, int owner, int value) => f.Line($"(i32.store {StateMemory} {At(owner, StateModule.MayNotLeave)} (i32.const {value}))");

    private void Enter(FunctionText f, int caller, int callee)
    {
        if (!_facts.IsReentrant) return;
        var entered = _facts.Entered(caller, callee).ToList();
        foreach (var owner in entered) f.TrapIf($"(i32.load {StateMemory} {Flag(owner)})", WasmTrapKind.CannotEnterInstance);
        foreach (var owner in entered) f.Line($"(i32.store {StateMemory} {Flag(owner)} (i32.const 1))");
    }

    private void Leave(FunctionText f, int caller, int callee)
    {
        if (!_facts.IsReentrant) return;
        foreach (var owner in _facts.Entered(caller, callee)) f.Line($"(i32.store {StateMemory} {Flag(owner)} (i32.const 0))");
    }

    private static string Flag(int owner) => At(owner, StateModule.IsEntered);

    /// <summary>Address in the state of what belongs to a component instance.</summary>
    private static string At(int owner, int field) => FunctionText.I32(Table(owner) + field);

    /// <summary>The core function itself where a component function is called with numbers that need no look, and nothing else is to be done.</summary>
    private CoreItem Direct(CoreItem item)
    {
        while (!_facts.Throws && !_facts.IsReentrant && item is LowerItem { IsAsync: false, Callee: LiftedFunctionItem { PostReturn: null, IsTask: false } callee } lower
            && !_facts.MayBeBarred(lower.Owner) && !_facts.HasContext(callee.Owner) && IsPlain(callee.Type))
            item = callee.Core;
        return item;
    }

    private static bool IsPlain(FuncType type) =>
        !type.IsAsync && Flatten(type) is not null && Array.TrueForAll(type.Parameters, p => IsPlain(p.Type)) && (type.Result is null || IsPlain(type.Result));

    private static bool IsPlain(WitType type) => type is WitPrimitive { Kind: not Primitive.Char and not Primitive.String } primitive && Scalar.Of(primitive.Kind) is { IsNormalised: false };
}
