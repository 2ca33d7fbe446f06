namespace Microlight.Wasm.Binary;

/// <summary>Decodes element and data segments (spec 5.5.12 and 5.5.14).</summary>
internal static class SegmentDecoder
{
    public static ElementSegment ReadElement(ref ModuleReader reader, ReadOnlySpan<byte> module)
    {
        var start = reader.Position;
        var flags = reader.ReadU32();
        if (flags > 7) throw new WasmMalformedException($"Malformed element segment kind {flags}", start);
        // Bit 0: passive or declarative; bit 1: an explicit table, or declarative; bit 2: expressions instead of function indices.
        var mode = (flags & 1) == 0 ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declarative;
        var expressions = (flags & 4) != 0;
        var table = 0;
        var offset = default(ConstantExpression);
        if (mode == SegmentMode.Active)
        {
            if ((flags & 2) != 0) table = ReadIndex(ref reader);
            offset = ConstantExpressionDecoder.Read(ref reader, module);
        }
        // Function indices are never null; expressions may be (spec 5.5.12).
        var type = expressions ? WasmType.FuncRef : WasmType.FuncRef with { Nullable = false };
        if ((flags & 3) != 0)
        {
            if (expressions) type = TypeDecoder.ReadReferenceType(ref reader);
            else ReadElementKind(ref reader);
        }
        return expressions
            ? new ElementSegment(mode, table, offset, type, null, ReadExpressions(ref reader, module))
            : new ElementSegment(mode, table, offset, type, ReadFunctions(ref reader), null);
    }

    public static DataSegment ReadData(ref ModuleReader reader, ReadOnlySpan<byte> module)
    {
        var start = reader.Position;
        var flags = reader.ReadU32();
        if (flags > 2) throw new WasmMalformedException($"Malformed data segment kind {flags}", start);
        var memory = flags == 2 ? ReadIndex(ref reader) : 0;
        var offset = flags == 1 ? default : ConstantExpressionDecoder.Read(ref reader, module);
        var length = reader.ReadCount(int.MaxValue, "bytes of a data segment");
        var position = reader.Position;
        reader.ReadBytes(length);
        return new DataSegment(flags == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, offset, position, length);
    }

    /// <summary>An index for the validator to check; those beyond the numbers an index space can have stay beyond them.</summary>
    public static int ReadIndex(ref ModuleReader reader) => (int)Math.Min(reader.ReadU32(), int.MaxValue);

    private static void ReadElementKind(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var kind = reader.ReadByte();
        if (kind != 0) throw new WasmMalformedException($"Malformed element kind 0x{kind:x2}", offset);
    }

    private static int[] ReadFunctions(ref ModuleReader reader)
    {
        var functions = new int[reader.ReadCount(ModuleLimits.ElementSegmentEntries, "entries in an element segment")];
        for (var i = 0; i < functions.Length; i++) functions[i] = ReadIndex(ref reader);
        return functions;
    }

    private static ConstantExpression[] ReadExpressions(ref ModuleReader reader, ReadOnlySpan<byte> module)
    {
        var expressions = new ConstantExpression[reader.ReadCount(ModuleLimits.ElementSegmentEntries, "entries in an element segment")];
        for (var i = 0; i < expressions.Length; i++) expressions[i] = ConstantExpressionDecoder.Read(ref reader, module);
        return expressions;
    }
}
