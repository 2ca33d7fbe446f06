namespace Microlight.Wasm.Binary;

/// <summary>Decodes types (spec 5.3): value, reference and heap types, type definitions, limits, table, memory, global and tag types.</summary>
internal static class TypeDecoder
{
    public static WasmType ReadValueType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var code = reader.ReadByte();
        return code is >= 0x7b and <= 0x7f ? new WasmType((TypeCode)code) : ReferenceType(ref reader, code, offset, "value type");
    }

    public static WasmType ReadReferenceType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return ReferenceType(ref reader, reader.ReadByte(), offset, "reference type");
    }

    /// <summary>A heap type (spec 5.3.3) as the reference type that it makes.</summary>
    public static WasmType ReadHeapType(ref ModuleReader reader, bool nullable)
    {
        var offset = reader.Position;
        if (reader.PeekByte() == 0x62) throw new WasmUnsupportedException(WasmFeature.CustomDescriptors, offset);
        var heapType = reader.ReadS33();
        if (heapType >= 0) return WasmType.Reference((int)Math.Min(heapType, int.MaxValue), nullable);
        var code = heapType >= -0x40 ? (byte)(heapType & 0x7f) : (byte)0;
        return IsAbstract(code) ? new WasmType((TypeCode)code, nullable) : throw new WasmMalformedException($"Malformed heap type 0x{heapType & 0x7f:x2}", offset);
    }

    /// <summary>An entry of the type section (spec 5.3.9): one definition, or a group of recursive ones, appended to those before.</summary>
    public static void ReadGroup(ref ModuleReader reader, List<TypeDefinition> types)
    {
        var start = types.Count;
        if (reader.PeekByte() != 0x4e)
        {
            types.Add(ReadDefinition(ref reader, start, 1));
            return;
        }
        reader.ReadByte();
        var count = reader.ReadCount(ModuleLimits.Types - start, "types");
        for (var i = 0; i < count; i++) types.Add(ReadDefinition(ref reader, start, count));
    }

    private static TypeDefinition ReadDefinition(ref ModuleReader reader, int groupStart, int groupSize)
    {
        var offset = reader.Position;
        var form = reader.PeekByte();
        if (form is not (0x4f or 0x50)) return new TypeDefinition(ReadComposite(ref reader), true, -1, groupStart, groupSize) { Offset = offset };
        reader.ReadByte();
        var supertypes = reader.ReadCount(ModuleLimits.Types, "supertypes");
        if (supertypes > 1) throw new WasmInvalidException($"A type definition has {supertypes} supertypes; it can have one", offset);
        var supertype = supertypes == 1 ? SegmentDecoder.ReadIndex(ref reader) : -1;
        return new TypeDefinition(ReadComposite(ref reader), form == 0x4f, supertype, groupStart, groupSize) { Offset = offset };
    }

    private static CompositeType ReadComposite(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var form = reader.ReadByte();
        switch (form)
        {
            case 0x60:
                return new FunctionType(
                    ReadTypes(ref reader, ModuleLimits.Parameters, "parameters in a function type"),
                    ReadTypes(ref reader, ModuleLimits.Results, "results in a function type"));
            case 0x5f:
                var count = reader.ReadCount(ModuleLimits.Fields, "fields in a struct type", elementSize: 2);
                var fields = count == 0 ? [] : new FieldType[count];
                for (var i = 0; i < fields.Length; i++) fields[i] = ReadField(ref reader);
                return new StructType(fields);
            case 0x5e:
                return new ArrayType(ReadField(ref reader));
            case 0x4c or 0x4d:
                throw new WasmUnsupportedException(WasmFeature.CustomDescriptors, offset);
            default:
                throw new WasmMalformedException($"Malformed type definition 0x{form:x2}", offset);
        }
    }

    private static FieldType ReadField(ref ModuleReader reader)
    {
        var packing = reader.PeekByte() switch { 0x78 => Packing.I8, 0x77 => Packing.I16, _ => Packing.None };
        if (packing != Packing.None) reader.ReadByte();
        var type = packing == Packing.None ? ReadValueType(ref reader) : WasmType.I32;
        return new FieldType(type, packing, ReadMutability(ref reader));
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
        return new TableType(element, ReadLimits(ref reader, out _, isMemory: false));
    }

    public static MemoryType ReadMemoryType(ref ModuleReader reader)
    {
        var limits = ReadLimits(ref reader, out var shared, isMemory: true);
        return new MemoryType(limits, shared);
    }

    public static GlobalType ReadGlobalType(ref ModuleReader reader)
    {
        var type = ReadValueType(ref reader);
        return new GlobalType(type, ReadMutability(ref reader));
    }

    /// <summary>Spec 5.3.16: an attribute that must be 0, then a type index.</summary>
    public static TagType ReadTagType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var attribute = reader.ReadByte();
        if (attribute != 0) throw new WasmMalformedException($"Malformed tag attribute 0x{attribute:x2}", offset);
        return new TagType(SegmentDecoder.ReadIndex(ref reader));
    }

    private static bool ReadMutability(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            var flag => throw new WasmMalformedException($"Malformed mutability 0x{flag:x2}", offset),
        };
    }

    /// <summary>Bit 0: has a maximum; bit 1: shared (memories); bit 2: 64-bit addresses; bit 3: a page size follows (a proposal).</summary>
    private static Limits ReadLimits(ref ModuleReader reader, out bool shared, bool isMemory)
    {
        var offset = reader.Position;
        var flags = reader.ReadByte();
        if (isMemory && flags is >= 8 and <= 15) throw new WasmUnsupportedException(WasmFeature.CustomPageSizes, offset);
        if (flags > 7 || !isMemory && (flags & 2) != 0) throw new WasmMalformedException($"Malformed limits flags 0x{flags:x2}", offset);
        shared = (flags & 2) != 0;
        var minimum = reader.ReadU64();
        return new Limits(minimum, (flags & 1) != 0 ? reader.ReadU64() : null, (flags & 4) != 0);
    }

    private static bool IsAbstract(byte code) => code is >= 0x69 and <= 0x74;

    private static WasmType ReferenceType(ref ModuleReader reader, byte code, int offset, string what)
    {
        if (code is 0x63 or 0x64) return ReadHeapType(ref reader, nullable: code == 0x63);
        return IsAbstract(code) ? new WasmType((TypeCode)code) : throw new WasmMalformedException($"Malformed {what} 0x{code:x2}", offset);
    }
}
