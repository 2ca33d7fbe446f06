using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Inspection;

/// <summary>The sections of a module that has been decoded, with their sizes.</summary>
internal static class SectionScan
{
    private const int HeaderSize = 8;

    public static WasmSectionInfo[] Read(ReadOnlySpan<byte> module)
    {
        var sections = new List<WasmSectionInfo>();
        var reader = new ModuleReader(module, HeaderSize, module.Length);
        while (!reader.AtEnd)
        {
            var id = (SectionId)reader.ReadByte();
            var size = (int)reader.ReadU32();
            var name = id == SectionId.Custom ? new ModuleReader(module, reader.Position, reader.Position + size).ReadName() : Name(id);
            sections.Add(new WasmSectionInfo(name, size, id == SectionId.Custom));
            reader.ReadBytes(size);
        }
        return [.. sections];
    }

    private static string Name(SectionId id) => id == SectionId.DataCount ? "data count" : id.ToString().ToLowerInvariant();
}
