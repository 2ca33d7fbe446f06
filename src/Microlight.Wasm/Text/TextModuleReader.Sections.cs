using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>Puts the sections together (spec 5.5.2).</summary>
internal sealed partial class TextModuleReader
{
    private byte[] Assemble()
    {
        var module = new ModuleBuffer();
        module.Raw("\0asm"u8);
        module.Fixed32(1);
        _custom.Write(module, CustomSections.First, before: true);
        WriteSection(module, SectionId.Type, (uint)_typeSection.Groups, _typeSection.Bytes);
        WriteSection(module, SectionId.Import, _imports);
        WriteSection(module, SectionId.Function, _functions);
        WriteSection(module, SectionId.Table, _tables);
        WriteSection(module, SectionId.Memory, _memories);
        WriteSection(module, SectionId.Tag, _tags);
        WriteSection(module, SectionId.Global, _globals);
        WriteSection(module, SectionId.Export, _exports);
        var number = new ModuleBuffer();
        if (_start is { } start) number.Unsigned(start);
        WriteSection(module, SectionId.Start, number.Bytes);
        WriteSection(module, SectionId.Element, _elements);
        number.Clear();
        if (_instructions.UsesDataSegments) number.Unsigned(_data.Count);
        WriteSection(module, SectionId.DataCount, number.Bytes);
        WriteHints(module);
        WriteSection(module, SectionId.Code, _code);
        WriteSection(module, SectionId.Data, _data);
        var names = _names.Write();
        if (names.Length > 0) WriteCustom(module, "name", names.Bytes);
        _custom.Write(module, CustomSections.Last, before: false);
        return module.ToArray();
    }

    /// <summary>Branch hints come before the code that they are for.</summary>
    private void WriteHints(ModuleBuffer module)
    {
        if (_hints.Count == 0) return;
        var contents = new ModuleBuffer();
        contents.Unsigned(_hints.Count);
        contents.Raw(_hints.Entries.Bytes);
        WriteCustom(module, TextCursor.BranchHint, contents.Bytes);
    }

    private void WriteSection(ModuleBuffer module, SectionId id, SectionBuffer section) => WriteSection(module, id, section.Count, section.Entries.Bytes);

    private void WriteSection(ModuleBuffer module, SectionId id, uint count, ReadOnlySpan<byte> entries)
    {
        var contents = new ModuleBuffer();
        if (count > 0)
        {
            contents.Unsigned(count);
            contents.Raw(entries);
        }
        WriteSection(module, id, contents.Bytes);
    }

    /// <summary>The section, unless it is empty, with the custom sections that stand before and after it.</summary>
    private void WriteSection(ModuleBuffer module, SectionId id, ReadOnlySpan<byte> contents)
    {
        _custom.Write(module, id, before: true);
        if (!contents.IsEmpty)
        {
            module.Byte((byte)id);
            module.Sized(contents);
        }
        _custom.Write(module, id, before: false);
    }

    private static void WriteCustom(ModuleBuffer module, string name, ReadOnlySpan<byte> contents)
    {
        var section = new ModuleBuffer();
        section.Name(name);
        section.Raw(contents);
        module.Byte((byte)SectionId.Custom);
        module.Sized(section.Bytes);
    }
}
