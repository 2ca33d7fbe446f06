using System.Text;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>
/// What there is of tasks while none can wait (docs/components.md, where WASI 0.3 goes): functions that return with task.return, context, backpressure.
/// Other canonical functions trap when they are called.
/// </summary>
internal sealed partial class AdapterWriter
{
    /// <summary>Ways of returning, by type and options; numbers from 1.</summary>
    private readonly Dictionary<(int Type, CoreItem? Memory, CanonOptionKind Encoding), int> _returns = [];

    private int Returning(WitType? result, CanonContext context)
    {
        var key = (result?.Id ?? -1, context.Memory, context.Encoding);
        if (!_returns.TryGetValue(key, out var number)) _returns.Add(key, number = _returns.Count + 1);
        return number;
    }

    /// <summary>
    /// Calls a function that returns with task.return, which leaves the result in the transfer memory, because who is waiting for it is known only
    /// here.
    /// </summary>
    private string? RunTask(FunctionText f, LiftedFunctionItem item, AdapterContext callee, (string Local, FlatType Type)[] values, bool hasBorrows, Func<Place> results)
    {
        var (task, result) = (At(callee.Owner, StateModule.Task), At(callee.Owner, StateModule.TaskResult));
        var outer = f.Keep($"(i32.load {StateMemory} {task})");
        var mark = f.Keep($"(i32.load {Memory(AdapterContext.Relay)} (i32.const 0))");
        f.Line($"(i32.store {StateMemory} {task} {FunctionText.I32(Returning(item.Type.Result, item.Context))})");
        Guarded(f, "", () => f.Line(CoreCall(item, string.Concat((Flatten(item.Type) ?? [FlatType.I32]).Select(t => $"(param {FunctionText.Name(t)})")), values)));
        f.TrapIf($"(i32.ne (i32.load {StateMemory} {task}) {FunctionText.I32(StateModule.Returned)})", WasmTrapKind.TaskNotReturned);
        f.Line($"(i32.store {StateMemory} {task} {FunctionText.Get(outer)})");
        if (hasBorrows) f.Line($"(call {State("end")})");
        if (item.Type.Result is not { } type) return null;
        var address = f.Keep($"(i32.load {StateMemory} {result})");
        var target = results();
        Value(f, type, new MemoryPlace(AdapterContext.Relay, Memory(AdapterContext.Relay), address), target);
        if (!target.Context.IsHost) f.Line($"(i32.store {Memory(AdapterContext.Relay)} (i32.const 0) {FunctionText.Get(mark)})");
        return null;
    }

    private void Builtin(FunctionText f, BuiltinItem item, string signature)
    {
        switch (item.Kind)
        {
            case CanonKind.TaskReturn: TaskReturn(f, item); break;
            case CanonKind.ContextGet:
                f.Result();
                f.Line($"(i32.load {StateMemory} {At(item.Owner, StateModule.Context + 4 * item.Slot)})");
                break;
            case CanonKind.ContextSet:
                f.Line($"(i32.store {StateMemory} {At(item.Owner, StateModule.Context + 4 * item.Slot)} {FunctionText.Get(f.Parameter())})");
                break;
            case CanonKind.BackpressureInc: Backpressure(f, item.Owner, "i32.add"); break;
            case CanonKind.BackpressureDec: Backpressure(f, item.Owner, "i32.sub"); break;
            default:
                f.Type(signature);
                CheckMayLeave(f, item.Owner);
                f.Line(FunctionText.Trap(WasmTrapKind.UnsupportedFunction));
                break;
        }
    }

    /// <summary>Out of range one way is negative, the other way 2¹⁶: both have upper bits.</summary>
    private void Backpressure(FunctionText f, int owner, string change)
    {
        var value = f.Keep($"({change} (i32.load {StateMemory} {At(owner, StateModule.Backpressure)}) (i32.const 1))");
        f.TrapIf($"(i32.gt_u {FunctionText.Get(value)} (i32.const 0xffff))", WasmTrapKind.BackpressureOutOfRange);
        f.Line($"(i32.store {StateMemory} {At(owner, StateModule.Backpressure)} {FunctionText.Get(value)})");
    }

    private void TaskReturn(FunctionText f, BuiltinItem item)
    {
        var context = new AdapterContext(item.Owner, item.Context);
        Place? source = null;
        if (item.Result is { Flat: { } flat }) source = new FlatPlace(context, Array.ConvertAll(flat, t => (f.Parameter(t), t)));
        var address = item.Result is not null && source is null ? f.Parameter() : null;
        CheckMayLeave(f, item.Owner);
        f.TrapIf($"(i32.ne (i32.load {StateMemory} {At(item.Owner, StateModule.Task)}) {FunctionText.I32(Returning(item.Result, item.Context))})", WasmTrapKind.InvalidTaskReturn);
        if (item.Result is { } result)
        {
            if (address is not null)
            {
                CheckAddress(f, context, address, result.Layout);
                source = new MemoryPlace(context, Memory(context), address);
            }
            var target = f.Keep(Allocate(AdapterContext.Relay, result.Layout.Alignment, FunctionText.I32(result.Layout.Size)));
            Value(f, result, source!, new MemoryPlace(AdapterContext.Relay, Memory(AdapterContext.Relay), target));
            f.Line($"(i32.store {StateMemory} {At(item.Owner, StateModule.TaskResult)} {FunctionText.Get(target)})");
        }
        f.Line($"(i32.store {StateMemory} {At(item.Owner, StateModule.Task)} {FunctionText.I32(StateModule.Returned)})");
    }

    /// <summary>Each call begins with an empty context of its own, if the instance uses that at all.</summary>
    private (string First, string Second)? SaveContext(FunctionText f, int owner)
    {
        if (!_facts.HasContext(owner)) return null;
        var saved = (f.Keep($"(i32.load {StateMemory} {At(owner, StateModule.Context)})"), f.Keep($"(i32.load {StateMemory} {At(owner, StateModule.Context + 4)})"));
        f.Line($"(i64.store {StateMemory} {At(owner, StateModule.Context)} (i64.const 0))");
        return saved;
    }

    private void RestoreContext(FunctionText f, int owner, (string First, string Second)? saved)
    {
        if (saved is not var (first, second)) return;
        f.Line($"(i32.store {StateMemory} {At(owner, StateModule.Context)} {FunctionText.Get(first)})");
        f.Line($"(i32.store {StateMemory} {At(owner, StateModule.Context + 4)} {FunctionText.Get(second)})");
    }

    /// <summary>As the text format has it, for backtraces: <c>stream.cancel-read</c>.</summary>
    private static string BuiltinName(CanonKind kind)
    {
        var name = new StringBuilder();
        foreach (var c in kind.ToString()) name.Append(char.IsAsciiLetterUpper(c) && name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        var text = name.ToString();
        var prefix = Array.Find(s_prefixes, p => text.StartsWith(p + "-", StringComparison.Ordinal));
        return prefix is null ? text : $"{prefix}.{text[(prefix.Length + 1)..]}";
    }

    private static readonly string[] s_prefixes = ["waitable-set", "error-context", "task", "subtask", "context", "thread", "stream", "future", "waitable", "backpressure"];
}
