namespace Microlight.Wasm.Tests.Spec;

/// <summary>Trap kinds by the reference interpreter's messages.</summary>
internal static class SpecTraps
{
    private static readonly (string Text, WasmTrapKind Kind)[] Kinds =
    [
        ("unreachable", WasmTrapKind.Unreachable),
        ("integer divide by zero", WasmTrapKind.IntegerDivideByZero),
        ("integer overflow", WasmTrapKind.IntegerOverflow),
        ("invalid conversion to integer", WasmTrapKind.InvalidConversionToInteger),
        ("out of bounds memory access", WasmTrapKind.OutOfBoundsMemoryAccess),
        ("out of bounds table access", WasmTrapKind.OutOfBoundsTableAccess),
        ("undefined element", WasmTrapKind.UndefinedElement),
        ("uninitialized element", WasmTrapKind.UninitializedElement),
        ("indirect call type mismatch", WasmTrapKind.IndirectCallTypeMismatch),
        ("call stack exhausted", WasmTrapKind.CallStackExhausted),
        ("unaligned atomic", WasmTrapKind.UnalignedAtomic),
        ("expected shared memory", WasmTrapKind.ExpectedSharedMemory),
        ("null reference", WasmTrapKind.NullReference),
        ("null function reference", WasmTrapKind.NullFunctionReference),
        ("null structure reference", WasmTrapKind.NullStructureReference),
        ("null array reference", WasmTrapKind.NullArrayReference),
        ("null i31 reference", WasmTrapKind.NullI31Reference),
        ("out of bounds array access", WasmTrapKind.OutOfBoundsArrayAccess),
        ("cast failure", WasmTrapKind.CastFailure),
    ];

    /// <summary>Either text may be the longer one: scripts say "uninitialized element 2", and "undefined" for short.</summary>
    public static bool Matches(WasmTrapKind kind, string text) => Array.Exists(Kinds, k =>
        k.Kind == kind && (text.StartsWith(k.Text, StringComparison.Ordinal) || k.Text.StartsWith(text, StringComparison.Ordinal)));
}
