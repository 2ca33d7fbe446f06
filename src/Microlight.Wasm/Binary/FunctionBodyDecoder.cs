namespace Microlight.Wasm.Binary;

/// <summary>Decodes an entry of the code section (spec 5.5.13) up to its first instruction.</summary>
internal static class FunctionBodyDecoder
{
    public static FunctionBody Read(ref ModuleReader reader, ReadOnlySpan<byte> module, int typeIndex)
    {
        var offset = reader.Position;
        var size = reader.ReadU32();
        if (size > (uint)reader.Remaining)
            throw new WasmMalformedException($"A function's length of {size:#,0} is out of bounds: {reader.Remaining:#,0} bytes are left of the section", offset);
        if (size > ModuleLimits.FunctionSize)
            throw new WasmLimitException($"A function has {size:#,0} bytes of code; the most is {ModuleLimits.FunctionSize:#,0}", offset);
        var body = new ModuleReader(module, reader.Position, reader.Position + (int)size);
        reader.ReadBytes((int)size);
        return new FunctionBody(typeIndex, ReadLocals(ref body), body.Position, body.End);
    }

    private static (int Count, WasmType Type)[] ReadLocals(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var groups = reader.ReadCount(int.MaxValue, "groups of locals", elementSize: 2);
        if (groups == 0) return [];
        var locals = new List<(int, WasmType)>();
        var total = 0UL;
        for (var i = 0; i < groups; i++)
        {
            var count = reader.ReadU32();
            var type = TypeDecoder.ReadValueType(ref reader);
            total += count;
            if (total > uint.MaxValue) throw new WasmMalformedException($"Too many locals: {total:#,0} in one function", offset);
            // Empty groups and those beyond the limit are read, not kept: two bytes of module must not buy twelve of ours.
            if (count > 0 && total <= ModuleLimits.Locals) locals.Add(((int)count, type));
        }
        return total <= ModuleLimits.Locals
            ? [.. locals]
            : throw new WasmLimitException($"A function declares {total:#,0} locals; the most is {ModuleLimits.Locals:#,0}", offset);
    }
}
