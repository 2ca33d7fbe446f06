using System.Globalization;
using System.Runtime.Intrinsics;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>Script values to guest values, and results against what a script expects. Host reference n is the bits n + 1, as 0 is null.</summary>
internal static class SpecValues
{
    public static GuestValue ToGuest(SpecValue value) => value.Type switch
    {
        "i32" => GuestValue.FromBits(GuestType.Int32, Number(value)),
        "i64" => GuestValue.FromBits(GuestType.Int64, Number(value)),
        "f32" => GuestValue.FromBits(GuestType.Float32, Number(value)),
        "f64" => GuestValue.FromBits(GuestType.Float64, Number(value)),
        "externref" or "hostref" => GuestValue.FromBits(GuestType.Reference, value.Value == "null" ? 0 : Number(value) + 1),
        "v128" => Vector128.Create(Convert.FromHexString(value.Value!)),
        _ when value.Value == "null" => GuestValue.FromBits(GuestType.Reference, 0),
        _ => throw new NotSupportedException($"The runner has no argument {value}."),
    };

    public static bool Matches(GuestValue actual, SpecValue expected)
    {
        if (expected.Either.Length > 0) return Array.Exists(expected.Either, e => Matches(actual, e));
        return expected.Type switch
        {
            "i32" => actual.Type == GuestType.Int32 && actual.Bits == Number(expected),
            "i64" => actual.Type == GuestType.Int64 && actual.Bits == Number(expected),
            "f32" => actual.Type == GuestType.Float32 && MatchesSingle(actual.Bits, expected.Value),
            "f64" => actual.Type == GuestType.Float64 && MatchesDouble(actual.Bits, expected.Value),
            "v128" => actual.Type == GuestType.Vector128 && MatchesVector(actual.AsVector128(), expected),
            _ => actual.Type == GuestType.Reference && MatchesReference(actual.Bits, expected),
        };
    }

    private static bool MatchesVector(Vector128<byte> actual, SpecValue expected)
    {
        if (expected.Lanes.Length == 0) return actual == Vector128.Create(Convert.FromHexString(expected.Value!));
        var lanes = expected.Lanes[1..];
        return expected.Lanes[0] == "f32"
            ? lanes.Index().All(lane => MatchesSingle(actual.AsUInt32()[lane.Index], lane.Item))
            : lanes.Index().All(lane => MatchesDouble(actual.AsUInt64()[lane.Index], lane.Item));
    }

    private static bool MatchesSingle(ulong bits, string? expected) => MatchesFloat(bits, expected, 0x7fff_ffff, 0x7fc0_0000);
    private static bool MatchesDouble(ulong bits, string? expected) => MatchesFloat(bits, expected, 0x7fff_ffff_ffff_ffff, 0x7ff8_0000_0000_0000);

    private static bool MatchesFloat(ulong bits, string? expected, ulong magnitude, ulong canonical) => expected switch
    {
        "nan:canonical" => (bits & magnitude) == canonical,
        "nan:arithmetic" => (bits & canonical) == canonical,
        _ => bits == Number(expected),
    };

    private static bool MatchesReference(ulong bits, SpecValue expected) => expected.Value switch
    {
        "null" => bits == 0,
        null => MatchesKind(WasmReference.KindOf(GuestValue.FromBits(GuestType.Reference, bits)), expected.Type),
        _ => bits == Number(expected) + 1,
    };

    private static bool MatchesKind(WasmReferenceKind kind, string type) => type switch
    {
        "externref" => kind is not (WasmReferenceKind.Null or WasmReferenceKind.Function or WasmReferenceKind.Exception),
        "anyref" => kind is WasmReferenceKind.Host or WasmReferenceKind.I31 or WasmReferenceKind.Struct or WasmReferenceKind.Array,
        "eqref" => kind is WasmReferenceKind.I31 or WasmReferenceKind.Struct or WasmReferenceKind.Array,
        "i31ref" => kind == WasmReferenceKind.I31,
        "structref" => kind == WasmReferenceKind.Struct,
        "arrayref" => kind == WasmReferenceKind.Array,
        "funcref" => kind == WasmReferenceKind.Function,
        "exnref" => kind == WasmReferenceKind.Exception,
        "refnull" or "nullref" or "nullfuncref" or "nullexternref" or "nullexnref" => kind == WasmReferenceKind.Null,
        _ => throw new NotSupportedException($"The runner does not know the type {type}."),
    };

    private static ulong Number(SpecValue value) => Number(value.Value);
    private static ulong Number(string? value) => ulong.Parse(value!, NumberStyles.None, CultureInfo.InvariantCulture);
}
