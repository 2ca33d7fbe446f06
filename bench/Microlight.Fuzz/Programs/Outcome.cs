using Microlight.Wasm;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// How a call ended, as text: <c>returned 1,ff</c> (bits in hexadecimal) or <c>trapped memory</c>. Kinds of trap are those that V8 and the
/// specification both tell apart.
/// </summary>
internal static class Outcome
{
    public static string Returned(IEnumerable<GuestValue> results) => "returned " + string.Join(',', results.Select(r => r.Bits.ToString("x", System.Globalization.CultureInfo.InvariantCulture)));

    public static string Trapped(WasmTrapKind kind, string message) => "trapped " + kind switch
    {
        WasmTrapKind.Unreachable => "unreachable",
        WasmTrapKind.IntegerDivideByZero => "zero",
        WasmTrapKind.IntegerOverflow or WasmTrapKind.InvalidConversionToInteger => "number",
        WasmTrapKind.OutOfBoundsMemoryAccess => "memory",
        WasmTrapKind.OutOfBoundsTableAccess or WasmTrapKind.UndefinedElement => "table",
        WasmTrapKind.UninitializedElement or WasmTrapKind.IndirectCallTypeMismatch => "function",
        WasmTrapKind.CallStackExhausted => "stack",
        _ => message,
    };
}
