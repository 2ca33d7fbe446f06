using System.Text;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>A function in WebAssembly's text format in the making. Values are written as folded expressions, statements as lines.</summary>
/// <param name="id">With the dollar sign.</param>
internal sealed class FunctionText(string id)
{
    private readonly StringBuilder _head = new(), _body = new();
    private int _names;

    public string Id { get; } = id;

    /// <summary>The next parameter's name.</summary>
    public string Parameter(FlatType type = FlatType.I32)
    {
        var name = $"$p{_names++}";
        _head.Append($" (param {name} {Name(type)})");
        return name;
    }

    public void Result(FlatType type = FlatType.I32) => _head.Append($" (result {Name(type)})");

    /// <summary>The name of a new local, 0 at first; after all parameters and results.</summary>
    public string Local(FlatType type = FlatType.I32)
    {
        var name = $"$v{_names++}";
        _head.Append($" (local {name} {Name(type)})");
        return name;
    }

    /// <summary>Parameters without names and results, as text.</summary>
    public void Type(string signature) => _head.Append(' ').Append(signature);

    public string Label() => $"$b{_names++}";

    public void Line(string line) => _body.Append("    ").Append(line).Append('\n');

    /// <summary>A local with this value.</summary>
    public string Keep(string value, FlatType type = FlatType.I32)
    {
        var local = Local(type);
        Set(local, value);
        return local;
    }

    public void Set(string local, string value) => Line($"(local.set {local} {value})");

    /// <summary>Calls a function of several results, the names of which are given in order.</summary>
    public void CallFor(string call, params ReadOnlySpan<string> results)
    {
        Line(call);
        for (var i = results.Length - 1; i >= 0; i--) Line($"(local.set {results[i]})");
    }

    public static string Get(string local) => $"(local.get {local})";
    public static string I32(long value) => $"(i32.const {(int)value})";

    public static string Trap(WasmTrapKind kind) => $"(call $trap (i32.const {(int)kind})) (unreachable)";
    public void TrapIf(string condition, WasmTrapKind kind) => Line($"(if {condition} (then {Trap(kind)}))");

    public static string Name(FlatType type) => type switch { FlatType.I64 => "i64", FlatType.F32 => "f32", FlatType.F64 => "f64", _ => "i32" };

    public override string ToString() => $"  (func {Id}{_head}\n{_body}  )\n";
}
