namespace Microlight.Wasm.Binary;

/// <summary>Writes types (spec 5.3), in the shortest form there is for each.</summary>
internal static class TypeEncoder
{
    public static void ValueType(this ModuleBuffer buffer, WasmType type)
    {
        var isShort = !type.IsReference || type.Nullable && type.Code != TypeCode.Reference;
        if (!isShort) buffer.Byte(type.Nullable ? (byte)0x63 : (byte)0x64);
        buffer.HeapType(type);
    }

    /// <summary>A reference type's heap type; a value type that is no reference stands for itself.</summary>
    public static void HeapType(this ModuleBuffer buffer, WasmType type)
    {
        if (type.Code == TypeCode.Reference) buffer.Signed(type.TypeIndex);
        else buffer.Byte((byte)type.Code);
    }

    public static void Types(this ModuleBuffer buffer, ReadOnlySpan<WasmType> types)
    {
        buffer.Unsigned((ulong)types.Length);
        foreach (var type in types) buffer.ValueType(type);
    }

    public static void FunctionType(this ModuleBuffer buffer, FunctionType type)
    {
        buffer.Byte(0x60);
        buffer.Types(type.Parameters);
        buffer.Types(type.Results);
    }

    public static void FieldType(this ModuleBuffer buffer, FieldType field)
    {
        if (field.Packing == Packing.None) buffer.ValueType(field.Type);
        else buffer.Byte(field.Packing == Packing.I8 ? (byte)0x78 : (byte)0x77);
        buffer.Byte(field.Mutable ? (byte)1 : (byte)0);
    }

    public static void Limits(this ModuleBuffer buffer, Limits limits, bool shared = false)
    {
        buffer.Byte((byte)((limits.Maximum is null ? 0 : 1) | (shared ? 2 : 0) | (limits.Is64 ? 4 : 0)));
        buffer.Unsigned(limits.Minimum);
        if (limits.Maximum is { } maximum) buffer.Unsigned(maximum);
    }

    public static void TableType(this ModuleBuffer buffer, TableType type)
    {
        buffer.ValueType(type.Element);
        buffer.Limits(type.Limits);
    }

    public static void MemoryType(this ModuleBuffer buffer, MemoryType type) => buffer.Limits(type.Limits, type.Shared);

    public static void GlobalType(this ModuleBuffer buffer, GlobalType type)
    {
        buffer.ValueType(type.Type);
        buffer.Byte(type.Mutable ? (byte)1 : (byte)0);
    }
}
