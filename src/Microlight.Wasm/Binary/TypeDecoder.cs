namespace Microlight.Wasm.Binary;

/// <summary>Decodes types (spec 5.3): value and reference types, function types, limits, table, memory and global types.</summary>
internal static class TypeDecoder
{
    /// <summary>The value type that a single byte stands for, or a refusal that says why it stands for none.</summary>
    public static WasmType ValueType(byte code, int offset) => code switch
    {
        0x7f => WasmType.I32,
        0x7e => WasmType.I64,
        0x7d => WasmType.F32,
        0x7c => WasmType.F64,
        0x7b => throw new WasmUnsupportedException(WasmFeature.Simd, offset),
        _ => TryReferenceType(code, offset) ?? throw new WasmMalformedException($"Malformed value type 0x{code:x2}", offset),
    };

    public static WasmType ReadValueType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return ValueType(reader.ReadByte(), offset);
    }

    public static WasmType ReadReferenceType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var code = reader.ReadByte();
        return TryReferenceType(code, offset) ?? throw new WasmMalformedException($"Malformed reference type 0x{code:x2}", offset);
    }

    /// <summary>A heap type, the immediate of ref.null: here the reference type that it makes when nullable.</summary>
    public static WasmType ReadHeapType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var heapType = reader.ReadS33();
        if (heapType >= 0) throw new WasmUnsupportedException(WasmFeature.TypedReferences, offset);
        var code = (byte)(heapType & 0x7f);
        if (heapType < -0x40 || code is 0x63 or 0x64) throw new WasmMalformedException("Malformed heap type", offset);
        return TryReferenceType(code, offset) ?? throw new WasmMalformedException($"Malformed heap type 0x{code:x2}", offset);
    }

    public static FunctionType ReadFunctionType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var form = reader.ReadByte();
        if (form is 0x4e or 0x4f or 0x50 or 0x5e or 0x5f) throw new WasmUnsupportedException(WasmFeature.GarbageCollection, offset);
        if (form != 0x60) throw new WasmMalformedException($"Malformed type definition 0x{form:x2}", offset);
        return new FunctionType(
            ReadTypes(ref reader, ModuleLimits.Parameters, "parameters in a function type"),
            ReadTypes(ref reader, ModuleLimits.Results, "results in a function type"));
    }

    public static WasmType[] ReadTypes(ref ModuleReader reader, int limit, string what)
    {
        var count = reader.ReadCount(limit, what);
        if (count == 0) return [];
        var types = new WasmType[count];
        for (var i = 0; i < count; i++) types[i] = ReadValueType(ref reader);
        return types;
    }

    public static TableType ReadTableType(ref ModuleReader reader)
    {
        var element = ReadReferenceType(ref reader);
        return new TableType(element, ReadLimits(ref reader, isMemory: false));
    }

    public static MemoryType ReadMemoryType(ref ModuleReader reader) => new(ReadLimits(ref reader, isMemory: true));

    public static GlobalType ReadGlobalType(ref ModuleReader reader)
    {
        var type = ReadValueType(ref reader);
        var offset = reader.Position;
        return reader.ReadByte() switch
        {
            0 => new GlobalType(type, false),
            1 => new GlobalType(type, true),
            var flag => throw new WasmMalformedException($"Malformed mutability 0x{flag:x2}", offset),
        };
    }

    private static Limits ReadLimits(ref ModuleReader reader, bool isMemory)
    {
        var offset = reader.Position;
        var flags = reader.ReadByte();
        // Bit 0: has a maximum; bit 1: shared; bit 2: 64-bit addresses; bit 3: a page size follows.
        if (flags is 4 or 5) throw new WasmUnsupportedException(WasmFeature.Memory64, offset);
        if (isMemory && flags is 2 or 3 or 6 or 7) throw new WasmUnsupportedException(WasmFeature.Threads, offset);
        if (isMemory && flags is >= 8 and <= 15) throw new WasmUnsupportedException(WasmFeature.CustomPageSizes, offset);
        if (flags > 1) throw new WasmMalformedException($"Malformed limits flags 0x{flags:x2}", offset);
        var minimum = reader.ReadU64();
        return new Limits(minimum, flags == 1 ? reader.ReadU64() : null);
    }

    private static WasmType? TryReferenceType(byte code, int offset) => code switch
    {
        0x70 => WasmType.FuncRef,
        0x6f => WasmType.ExternRef,
        0x63 or 0x64 => throw new WasmUnsupportedException(WasmFeature.TypedReferences, offset),
        0x69 or 0x74 => throw new WasmUnsupportedException(WasmFeature.Exceptions, offset),
        >= 0x6a and <= 0x6e or >= 0x71 and <= 0x73 => throw new WasmUnsupportedException(WasmFeature.GarbageCollection, offset),
        _ => null,
    };
}
