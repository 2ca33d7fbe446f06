using System.Buffers.Binary;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>
/// Decodes the binary format of components (Binary.md) with the modules and components nested in them. Custom sections are skipped. All offsets
/// count from the outermost component's beginning.
/// </summary>
internal static class ComponentDecoder
{
    private const int PreambleSize = 8;

    /// <summary>Whether the bytes begin as a component's do: the magic number and layer 1.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= PreambleSize && bytes[..4].SequenceEqual("\0asm"u8) && BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) == 1;

    /// <summary>Decodes a component. The bytes are referenced by the result and must not change while it is in use. Time and memory are linear in their number.</summary>
    /// <exception cref="WasmMalformedException">The bytes are not a component.</exception>
    /// <exception cref="WasmInvalidException">A type or a constant expression of a core module is one that nothing makes valid.</exception>
    /// <exception cref="WasmUnsupportedException">The component uses a feature that is not supported.</exception>
    /// <exception cref="WasmLimitException">It exceeds a limit of <see cref="ComponentLimits"/>.</exception>
    public static ComponentBinary Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > ComponentLimits.ComponentSize)
            throw new WasmLimitException($"The component has {bytes.Length:#,0} bytes; the most is {ComponentLimits.ComponentSize:#,0}", -1);
        return Read(bytes, 0, bytes.Length, depth: 1);
    }

    private static ComponentBinary Read(ReadOnlyMemory<byte> bytes, int start, int end, int depth)
    {
        if (depth > ComponentLimits.Nesting) throw new WasmLimitException($"Components are nested more than {ComponentLimits.Nesting} deep", start);
        var definitions = new List<Definition>();
        var reader = new ModuleReader(bytes.Span, start, end);
        ReadPreamble(ref reader);
        while (!reader.AtEnd)
        {
            var offset = reader.Position;
            var id = (ComponentSectionId)reader.ReadByte();
            if (id > ComponentSectionId.Value) throw new WasmMalformedException($"Malformed section id {(int)id}", offset);
            var size = reader.ReadU32();
            if (size > (uint)reader.Remaining)
                throw new WasmMalformedException($"Unexpected end: the {id} section's length of {size:#,0} is out of bounds, {reader.Remaining:#,0} bytes are left", offset);
            var (from, to) = (reader.Position, reader.Position + (int)size);
            reader.ReadBytes((int)size);
            switch (id)
            {
                case ComponentSectionId.CoreModule: definitions.Add(ReadModule(bytes, from, to)); break;
                case ComponentSectionId.Component: definitions.Add(new NestedComponentDefinition(offset, Read(bytes, from, to, depth + 1))); break;
                default: ReadSection(id, bytes.Span, from, to, definitions); break;
            }
        }
        return new ComponentBinary { Start = start, End = end, Definitions = [.. definitions] };
    }

    private static void ReadPreamble(ref ModuleReader reader)
    {
        var start = reader.Position;
        if (reader.Remaining < 4 || !reader.ReadBytes(4).SequenceEqual("\0asm"u8))
            throw new WasmMalformedException("This is not a WebAssembly component: it does not begin with the magic number \\0asm", start);
        if (reader.Remaining < 4) throw reader.UnexpectedEnd();
        var version = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4));
        if (version == 1) throw new WasmMalformedException("This is a core module; a component is expected", start + 4);
        if (version != 0x1000d) throw new WasmMalformedException($"Unknown binary version 0x{version:x}; 0x1000d is expected of a component", start + 4);
    }

    private static ModuleDefinition ReadModule(ReadOnlyMemory<byte> bytes, int start, int end)
    {
        if (IsComponent(bytes.Span[start..end])) throw new WasmMalformedException("This is a component; a core module is expected", start + 4);
        try
        {
            return new ModuleDefinition(start, start, ModuleDecoder.Decode(bytes[start..end]));
        }
        catch (WasmModuleException e)
        {
            throw e.Within(start);
        }
    }

    private static void ReadSection(ComponentSectionId id, ReadOnlySpan<byte> component, int start, int end, List<Definition> definitions)
    {
        var reader = new ModuleReader(component, start, end);
        if (id == ComponentSectionId.Custom)
        {
            reader.ReadName();
            return;
        }
        // A start section is one definition and has no count; refused all the same.
        if (id is ComponentSectionId.Start or ComponentSectionId.Value) throw new WasmUnsupportedException(ComponentFeature.Values, start);
        var count = reader.ReadCount(ComponentLimits.Definitions, "definitions");
        if (definitions.Count + count > ComponentLimits.Definitions)
            throw new WasmLimitException($"A component has more than {ComponentLimits.Definitions:#,0} definitions", start);
        for (var i = 0; i < count; i++) definitions.Add(ReadDefinition(id, ref reader));
        if (!reader.AtEnd) throw new WasmMalformedException($"Section size mismatch: the {id} section ends before its {end - start:#,0} bytes do", reader.Position);
    }

    private static Definition ReadDefinition(ComponentSectionId id, ref ModuleReader reader) => id switch
    {
        ComponentSectionId.CoreInstance => InstanceDecoder.ReadCore(ref reader),
        ComponentSectionId.CoreType => CoreTypeDecoder.Read(ref reader),
        ComponentSectionId.Instance => InstanceDecoder.Read(ref reader),
        ComponentSectionId.Alias => AliasDecoder.Read(ref reader),
        ComponentSectionId.Type => ComponentTypeDecoder.ReadDefinition(ref reader, depth: 1),
        ComponentSectionId.Canon => CanonDecoder.Read(ref reader),
        ComponentSectionId.Import => ExternDecoder.ReadImport(ref reader),
        _ => ExternDecoder.ReadExport(ref reader),
    };
}
