using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes core types of components: groups of recursive types and module types (Binary.md, type definitions).</summary>
internal static class CoreTypeDecoder
{
    public static Definition Read(ref ModuleReader reader)
    {
        var offset = reader.Position;
        // 0x50 begins a module type here; an open type that stands alone has 0x00 before its 0x50.
        return reader.PeekByte() == 0x50 ? ReadModuleType(ref reader) : new CoreTypeGroup(offset, ReadGroup(ref reader));
    }

    private static TypeDefinition[] ReadGroup(ref ModuleReader reader)
    {
        if (reader.PeekByte() == 0x00)
        {
            reader.ReadByte();
            if (reader.PeekByte() is var form and not 0x50) throw InstanceDecoder.Malformed("core type", form, reader.Position);
        }
        var types = new List<TypeDefinition>();
        TypeDecoder.ReadGroup(ref reader, types);
        return [.. types];
    }

    private static ModuleTypeDefinition ReadModuleType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        reader.ReadByte();
        var declarators = new ModuleDeclarator[reader.ReadCount(ComponentLimits.Definitions, "declarators of a module type", elementSize: 2)];
        for (var i = 0; i < declarators.Length; i++) declarators[i] = ReadDeclarator(ref reader);
        return new ModuleTypeDefinition(offset, declarators);
    }

    private static ModuleDeclarator ReadDeclarator(ref ModuleReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                return new ModuleExtern(offset, reader.ReadName(), reader.ReadName(), ReadExtern(ref reader));
            case 0x01:
                if (reader.PeekByte() == 0x50) throw new WasmInvalidException("A module type cannot define module types", reader.Position);
                return new ModuleTypeGroup(offset, ReadGroup(ref reader));
            case 0x02:
                var at = reader.Position;
                if (reader.ReadByte() is var sort and not (byte)Sort.CoreType) throw InstanceDecoder.Malformed("kind of an outer alias", sort, at);
                if (reader.ReadByte() is var target and not 0x01) throw InstanceDecoder.Malformed("target of an outer alias", target, at + 1);
                return new ModuleTypeAlias(offset, reader.ReadU32(), reader.ReadU32());
            case 0x03:
                return new ModuleExtern(offset, null, reader.ReadName(), ReadExtern(ref reader));
            case var form:
                throw InstanceDecoder.Malformed("declarator of a module type", form, offset);
        }
    }

    private static ImportEntry ReadExtern(ref ModuleReader reader) => ModuleDecoder.ReadExternalType(ref reader, "", "");
}
