using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>
/// Custom sections from annotations (spec, appendix A.5): <c>(@custom "name" (before func) "bytes")</c>, placed before or after a section,
/// before the first or after the last; sections of the same place keep their order.
/// </summary>
internal sealed class CustomSections(TextCursor cursor)
{
    /// <summary>A place that is before all sections.</summary>
    public const SectionId First = (SectionId)0xfe;
    /// <summary>A place that is behind all sections.</summary>
    public const SectionId Last = (SectionId)0xff;

    private readonly List<(SectionId Section, bool Before, byte[] Contents)> _sections = [];

    /// <summary>An annotation, from behind its name up to its closing parenthesis.</summary>
    public void Read()
    {
        var contents = new ModuleBuffer();
        contents.Name(cursor.Name());
        var (section, before) = (Last, false);
        if (cursor.AtOpen)
        {
            cursor.Advance();
            before = cursor.TryTake("before"u8);
            if (!before && !cursor.TryTake("after"u8)) throw cursor.Unexpected("Malformed placement of a custom section, before or after is expected");
            section = ReadSection(before);
            cursor.Close();
        }
        cursor.Strings(contents);
        _sections.Add((section, before, contents.ToArray()));
    }

    /// <summary>Writes those of a place.</summary>
    public void Write(ModuleBuffer module, SectionId section, bool before)
    {
        foreach (var custom in _sections)
        {
            if (custom.Section != section || custom.Before != before) continue;
            module.Byte((byte)SectionId.Custom);
            module.Sized(custom.Contents);
        }
    }

    private SectionId ReadSection(bool before)
    {
        var position = cursor.Token.Start;
        return cursor.Keyword("Malformed section kind, a section") switch
        {
            "first" when before => First,
            "last" when !before => Last,
            "type" => SectionId.Type,
            "import" => SectionId.Import,
            "func" => SectionId.Function,
            "table" => SectionId.Table,
            "memory" => SectionId.Memory,
            "tag" => SectionId.Tag,
            "global" => SectionId.Global,
            "export" => SectionId.Export,
            "start" => SectionId.Start,
            "elem" => SectionId.Element,
            "datacount" => SectionId.DataCount,
            "code" => SectionId.Code,
            "data" => SectionId.Data,
            _ => throw cursor.Error("Malformed section kind: a custom section is placed at a section of the module, before first or after last", position),
        };
    }
}
