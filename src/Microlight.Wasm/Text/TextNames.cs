using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>Writes the name section (spec, appendix A.5) from the identifiers and name annotations of a text.</summary>
internal sealed class TextNames(TextModule module)
{
    private readonly List<(uint Function, IReadOnlyList<(uint, string)> Names)> _locals = [], _labels = [];

    /// <summary>The index space of a function's locals, whose names become part of the section.</summary>
    public IndexSpace NewLocals(uint function)
    {
        var locals = new IndexSpace("local");
        _locals.Add((function, locals.Names));
        return locals;
    }

    public void AddLabels(uint function, IReadOnlyList<(uint, string)> names)
    {
        if (names.Count > 0) _labels.Add((function, [.. names]));
    }

    /// <summary>The section's contents from behind its own name; empty if nothing has a name.</summary>
    public ModuleBuffer Write()
    {
        var section = new ModuleBuffer();
        var contents = new ModuleBuffer();
        if (module.Name is { } name)
        {
            contents.Name(name);
            Add(section, 0, contents);
        }
        AddNames(section, 1, module.Functions.Names);
        AddIndirect(section, 2, _locals);
        AddIndirect(section, 3, _labels);
        AddNames(section, 4, module.Types.Names);
        AddNames(section, 5, module.Tables.Names);
        AddNames(section, 6, module.Memories.Names);
        AddNames(section, 7, module.Globals.Names);
        AddNames(section, 8, module.Elements.Names);
        AddNames(section, 9, module.Data.Names);
        AddIndirect(section, 10, [.. module.Fields.Select(f => (f.Key, f.Value.Names))]);
        AddNames(section, 11, module.Tags.Names);
        return section;
    }

    private static void AddNames(ModuleBuffer section, byte id, IReadOnlyList<(uint Index, string Name)> names)
    {
        if (names.Count == 0) return;
        var contents = new ModuleBuffer();
        WriteMap(contents, names);
        Add(section, id, contents);
    }

    private static void AddIndirect(ModuleBuffer section, byte id, List<(uint Index, IReadOnlyList<(uint, string)> Names)> maps)
    {
        var named = maps.FindAll(m => m.Names.Count > 0);
        if (named.Count == 0) return;
        var contents = new ModuleBuffer();
        contents.Unsigned((ulong)named.Count);
        foreach (var (index, names) in named)
        {
            contents.Unsigned(index);
            WriteMap(contents, names);
        }
        Add(section, id, contents);
    }

    private static void WriteMap(ModuleBuffer output, IReadOnlyList<(uint Index, string Name)> names)
    {
        output.Unsigned((ulong)names.Count);
        foreach (var (index, name) in names)
        {
            output.Unsigned(index);
            output.Name(name);
        }
    }

    private static void Add(ModuleBuffer section, byte id, ModuleBuffer contents)
    {
        section.Byte(id);
        section.Sized(contents.Bytes);
    }
}
