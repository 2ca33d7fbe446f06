using Microlight.Wasm.Tests.Spec;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Trap kinds by the messages of the component model's scripts. Several kinds where the messages do not say what ours do.</summary>
internal static class ComponentSpecTraps
{
    private static readonly (string Text, WasmTrapKind[] Kinds)[] Kinds =
    [
        ("cannot remove owned resource while borrowed", [WasmTrapKind.HandleLent]),
        ("unknown handle index", [WasmTrapKind.UnknownHandle]),
        ("handle index 1 used with the wrong type", [WasmTrapKind.HandleTypeMismatch]),
        ("unaligned pointer", [WasmTrapKind.UnalignedPointer, WasmTrapKind.ReallocUnaligned]),
        ("wasm trap: unaligned pointer", [WasmTrapKind.UnalignedPointer, WasmTrapKind.ReallocUnaligned]),
        ("string content out-of-bounds", [WasmTrapKind.StringOutOfBounds]),
        ("string pointer/length out of bounds of memory", [WasmTrapKind.StringOutOfBounds, WasmTrapKind.ValueTooLong]),
        ("wasm trap: list content out-of-bounds", [WasmTrapKind.ListOutOfBounds, WasmTrapKind.ReallocOutOfBounds]),
        ("realloc return: beyond end of memory", [WasmTrapKind.ReallocOutOfBounds]),
        ("realloc return: result not aligned", [WasmTrapKind.ReallocUnaligned]),
        ("invalid `char` bit pattern", [WasmTrapKind.InvalidChar]),
        ("invalid variant discriminant", [WasmTrapKind.InvalidDiscriminant]),
        ("invalid utf-8", [WasmTrapKind.InvalidUtf8]),
        ("incomplete utf-8 byte sequence", [WasmTrapKind.InvalidUtf8]),
        ("cannot leave component instance", [WasmTrapKind.CannotLeaveInstance]),
        ("cannot enter component instance", [WasmTrapKind.CannotEnterInstance]),
    ];

    public static bool Matches(WasmTrapKind kind, string text) =>
        Array.Exists(Kinds, k => text.StartsWith(k.Text, StringComparison.Ordinal) && k.Kinds.Contains(kind)) || SpecTraps.Matches(kind, text);
}
