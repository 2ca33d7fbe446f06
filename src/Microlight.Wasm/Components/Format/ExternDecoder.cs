using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes imports and exports, their names and types (Binary.md, import and export definitions).</summary>
internal static class ExternDecoder
{
    public static ImportDefinition ReadImport(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return new ImportDefinition(offset, ReadName(ref reader), ReadType(ref reader));
    }

    public static ExportDeclarator ReadExportDeclarator(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return new ExportDeclarator(offset, ReadName(ref reader), ReadType(ref reader));
    }

    public static ExportDefinition ReadExport(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var name = ReadName(ref reader);
        var item = InstanceDecoder.ReadSortIndex(ref reader);
        ExternTypeSyntax? type = ComponentTypeDecoder.ReadOption(ref reader) ? ReadType(ref reader) : null;
        return new ExportDefinition(offset, name, item, type);
    }

    public static ExternNameSyntax ReadName(ref ModuleReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00 or 0x01:
                return new ExternNameSyntax(reader.ReadName(), null, null);
            case 0x02:
                var name = reader.ReadName();
                var (implements, externalId) = default((string?, string?));
                // Each kind of attribute may come once, so that no more than three can.
                for (var count = reader.ReadCount(int.MaxValue, "attributes of a name", elementSize: 2); count > 0; count--)
                {
                    var at = reader.Position;
                    switch (reader.ReadByte())
                    {
                        case 0x00: implements = implements is null ? reader.ReadName() : throw Duplicate("implements", at); break;
                        case 0x01: throw new WasmUnsupportedException(ComponentFeature.CanonicalNames, at);
                        case 0x02: externalId = externalId is null ? reader.ReadName() : throw Duplicate("external-id", at); break;
                        case var attribute: throw InstanceDecoder.Malformed("attribute of a name", attribute, at);
                    }
                }
                return new ExternNameSyntax(name, implements, externalId);
            case var form:
                throw InstanceDecoder.Malformed("name of an import or export", form, offset);
        }
    }

    private static WasmInvalidException Duplicate(string attribute, int offset) => new($"A name has the attribute {attribute} twice", offset);

    private static ExternTypeSyntax ReadType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var sort = InstanceDecoder.ReadSort(ref reader);
        if (sort is < Sort.Function and not Sort.CoreModule) throw new WasmMalformedException($"Malformed external kind: a {sort.Name()} is neither imported nor exported", offset);
        if (sort != Sort.Type) return new ExternTypeSyntax(sort, reader.ReadU32());
        var at = reader.Position;
        return reader.ReadByte() switch
        {
            0x00 => new ExternTypeSyntax(sort, reader.ReadU32(), TypeBound.Equal),
            0x01 => new ExternTypeSyntax(sort, 0, TypeBound.SubResource),
            var bound => throw InstanceDecoder.Malformed("type bound", bound, at),
        };
    }
}
