namespace Microlight.Wasm.Binary;

/// <summary>
/// Kinds of value type; the numbers are the binary format's (spec 5.3). The reference kinds name their heap type: FuncRef is
/// <c>(ref null? func)</c>, NullRef is <c>(ref null? none)</c>. Reference is one of a defined type, by TypeIndex.
/// </summary>
internal enum TypeCode : byte
{
    I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c, V128 = 0x7b,
    NullExnRef = 0x74, NullFuncRef = 0x73, NullExternRef = 0x72, NullRef = 0x71,
    FuncRef = 0x70, ExternRef = 0x6f, AnyRef = 0x6e, EqRef = 0x6d, I31Ref = 0x6c, StructRef = 0x6b, ArrayRef = 0x6a, ExnRef = 0x69,
    Reference = 0x64,
    /* validation only, below all types and below all references: */ Bottom = 0, BottomRef = 0x65,
}

/// <summary>A value type. Nullable matters for references only, TypeIndex (of the module) for TypeCode.Reference only.</summary>
internal readonly record struct WasmType(TypeCode Code, bool Nullable = true, int TypeIndex = -1)
{
    public static readonly WasmType I32 = new(TypeCode.I32), I64 = new(TypeCode.I64), F32 = new(TypeCode.F32), F64 = new(TypeCode.F64),
        V128 = new(TypeCode.V128), FuncRef = new(TypeCode.FuncRef), ExternRef = new(TypeCode.ExternRef), AnyRef = new(TypeCode.AnyRef),
        EqRef = new(TypeCode.EqRef), I31Ref = new(TypeCode.I31Ref), StructRef = new(TypeCode.StructRef), ArrayRef = new(TypeCode.ArrayRef),
        ExnRef = new(TypeCode.ExnRef), NullRef = new(TypeCode.NullRef), NullFuncRef = new(TypeCode.NullFuncRef),
        NullExternRef = new(TypeCode.NullExternRef), NullExnRef = new(TypeCode.NullExnRef), Bottom = new(TypeCode.Bottom);

    /// <summary>A reference to a type that the module defines.</summary>
    public static WasmType Reference(int typeIndex, bool nullable) => new(TypeCode.Reference, nullable, typeIndex);

    public bool IsReference => Code is >= TypeCode.Reference and <= TypeCode.NullExnRef;
    public bool IsNumber => Code is >= TypeCode.F64 and <= TypeCode.I32;
    /// <summary>Has a default value, so that a local of it needs no initialisation (spec 3.4.1).</summary>
    public bool IsDefaultable => !IsReference || Nullable;

    /// <summary>As the text format writes it: <c>i32</c>, <c>funcref</c>, <c>(ref func)</c>, <c>(ref null 3)</c>.</summary>
    public override string ToString()
    {
        if (!IsReference) return Code.ToString().ToLowerInvariant();
        if (Nullable && Code != TypeCode.Reference) return Code.ToString().ToLowerInvariant();
        return $"(ref {(Nullable ? "null " : "")}{HeapName()})";
    }

    private string HeapName() => Code switch
    {
        TypeCode.Reference => TypeIndex.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TypeCode.BottomRef => "bottom",
        TypeCode.NullRef => "none",
        TypeCode.NullFuncRef => "nofunc",
        TypeCode.NullExternRef => "noextern",
        TypeCode.NullExnRef => "noexn",
        _ => Code.ToString()[..^3].ToLowerInvariant(),
    };
}

/// <summary>Limits of a memory (in pages of 64 KiB) or table (in elements), and the type of its addresses: i64 if Is64, else i32.</summary>
internal readonly record struct Limits(ulong Minimum, ulong? Maximum, bool Is64 = false)
{
    /// <summary>The address type (spec 2.3.11).</summary>
    public WasmType Address => Is64 ? WasmType.I64 : WasmType.I32;
}

internal readonly record struct MemoryType(Limits Limits, bool Shared = false);
internal readonly record struct TableType(WasmType Element, Limits Limits);
internal readonly record struct GlobalType(WasmType Type, bool Mutable);
/// <summary>A tag; its function type's parameters are what an exception carries.</summary>
internal readonly record struct TagType(int TypeIndex);
