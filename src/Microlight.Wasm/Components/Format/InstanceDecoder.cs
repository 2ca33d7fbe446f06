using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes core and component instances and the sorts they name (Binary.md, instance definitions).</summary>
internal static class InstanceDecoder
{
    public static Definition ReadCore(ref ModuleReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                var module = reader.ReadU32();
                var arguments = new (string, uint)[reader.ReadCount(ComponentLimits.Arguments, "arguments", elementSize: 3)];
                for (var i = 0; i < arguments.Length; i++)
                {
                    var name = reader.ReadName();
                    var at = reader.Position;
                    if (reader.ReadByte() is var kind and not (byte)Sort.CoreInstance) throw Malformed("argument of a core instantiation", kind, at);
                    arguments[i] = (name, reader.ReadU32());
                }
                return new CoreInstantiation(offset, module, arguments);
            case 0x01:
                var exports = new (string, SortIndex)[reader.ReadCount(ComponentLimits.Arguments, "exports", elementSize: 3)];
                for (var i = 0; i < exports.Length; i++)
                {
                    var name = reader.ReadName();
                    exports[i] = (name, new SortIndex(ReadCoreSort(ref reader), reader.ReadU32()));
                }
                return new CoreInstanceOfExports(offset, exports);
            case var form:
                throw Malformed("core instance", form, offset);
        }
    }

    public static Definition Read(ref ModuleReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                var component = reader.ReadU32();
                var arguments = new (string, SortIndex)[reader.ReadCount(ComponentLimits.Arguments, "arguments", elementSize: 3)];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = (reader.ReadName(), ReadSortIndex(ref reader));
                return new Instantiation(offset, component, arguments);
            case 0x01:
                var exports = new (ExternNameSyntax, SortIndex)[reader.ReadCount(ComponentLimits.Arguments, "exports", elementSize: 4)];
                for (var i = 0; i < exports.Length; i++) exports[i] = (ExternDecoder.ReadName(ref reader), ReadSortIndex(ref reader));
                return new InstanceOfExports(offset, exports);
            case var form:
                throw Malformed("instance", form, offset);
        }
    }

    /// <summary>What a component can hand on: everything that is not core, and core modules.</summary>
    public static SortIndex ReadSortIndex(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var sort = ReadSort(ref reader);
        if (sort is < Sort.Function and not Sort.CoreModule) throw Malformed("external kind", (byte)sort, offset + 1);
        return new SortIndex(sort, reader.ReadU32());
    }

    public static Sort ReadSort(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var sort = reader.ReadByte();
        return sort switch
        {
            0x00 => ReadCoreSort(ref reader),
            0x02 => throw new WasmUnsupportedException(ComponentFeature.Values, offset),
            <= 0x05 => (Sort)(0x80 | sort),
            _ => throw Malformed("external kind", sort, offset),
        };
    }

    public static Sort ReadCoreSort(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var sort = reader.ReadByte();
        return sort is <= (byte)Sort.CoreTag or >= (byte)Sort.CoreType and <= (byte)Sort.CoreInstance ? (Sort)sort : throw Malformed("core sort", sort, offset);
    }

    public static WasmMalformedException Malformed(string what, byte form, int offset) => new($"Malformed {what}: 0x{form:x2} is none", offset);
}
