using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes aliases (Binary.md, alias definitions).</summary>
internal static class AliasDecoder
{
    public static Definition Read(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var sort = InstanceDecoder.ReadSort(ref reader);
        var at = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                if (sort is < Sort.Function and not Sort.CoreModule) throw new WasmMalformedException($"Malformed alias: an instance exports no {sort.Name()}", offset);
                return new ExportAlias(offset, sort, reader.ReadU32(), reader.ReadName());
            case 0x01:
                if (sort > Sort.CoreTag) throw new WasmMalformedException($"Malformed alias: a core instance exports no {sort.Name()}", offset);
                return new ExportAlias(offset, sort, reader.ReadU32(), reader.ReadName());
            case 0x02:
                if (sort is not (Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type))
                    throw new WasmMalformedException($"Malformed alias: a {sort.Name()} of an outer component cannot be named", offset);
                return new OuterAlias(offset, sort, reader.ReadU32(), reader.ReadU32());
            case var form:
                throw InstanceDecoder.Malformed("alias", form, at);
        }
    }
}
