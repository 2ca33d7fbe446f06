namespace Microlight.Wasm.Binary;

/// <summary>Kinds of value type; the numbers are the binary format's (spec 5.3).</summary>
internal enum TypeCode : byte { I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c, V128 = 0x7b, FuncRef = 0x70, ExternRef = 0x6f, Reference = 0x64, /* validation only: */ Bottom = 0 }

/// <summary>A value type. TypeIndex and Nullable matter for typed references only (TypeCode.Reference), which 3.0 brings.</summary>
internal readonly record struct WasmType(TypeCode Code, bool Nullable = true, int TypeIndex = -1)
{
    public static readonly WasmType I32 = new(TypeCode.I32), I64 = new(TypeCode.I64), F32 = new(TypeCode.F32), F64 = new(TypeCode.F64),
        V128 = new(TypeCode.V128), FuncRef = new(TypeCode.FuncRef), ExternRef = new(TypeCode.ExternRef), Bottom = new(TypeCode.Bottom);
    public bool IsReference => Code is TypeCode.FuncRef or TypeCode.ExternRef or TypeCode.Reference;
    public bool IsNumber => Code is TypeCode.I32 or TypeCode.I64 or TypeCode.F32 or TypeCode.F64;
    public override string ToString() => Code.ToString().ToLowerInvariant();
}

internal sealed class FunctionType(WasmType[] parameters, WasmType[] results) : IEquatable<FunctionType>
{
    public WasmType[] Parameters { get; } = parameters;
    public WasmType[] Results { get; } = results;
    public bool Equals(FunctionType? other) => other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results);
    public override bool Equals(object? obj) => Equals(obj as FunctionType);
    public override int GetHashCode() { var h = new HashCode(); foreach (var t in Parameters) h.Add(t); h.Add(-1); foreach (var t in Results) h.Add(t); return h.ToHashCode(); }
    public override string ToString() => $"[{string.Join(' ', Parameters)}] -> [{string.Join(' ', Results)}]";
}

/// <summary>Limits of a memory (in 64 KiB pages) or table (in elements).</summary>
internal readonly record struct Limits(ulong Minimum, ulong? Maximum);
internal readonly record struct MemoryType(Limits Limits);
internal readonly record struct TableType(WasmType Element, Limits Limits);
internal readonly record struct GlobalType(WasmType Type, bool Mutable);
