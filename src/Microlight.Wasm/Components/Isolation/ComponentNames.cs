using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>
/// What a component's section <c>component-name</c> calls it, its components and its instances (Binary.md, name section). Like any custom section
/// it means nothing: what is malformed has no names.
/// </summary>
internal sealed class ComponentNames
{
    private const int PreambleSize = 8, LongestName = 100;
    private readonly Dictionary<SortIndex, string> _names = [];

    /// <summary>Its own name, or null.</summary>
    public string? Own { get; private set; }

    /// <summary>The name of something in it, or null.</summary>
    public string? Of(Sort sort, uint index) => _names.GetValueOrDefault(new SortIndex(sort, index));

    /// <param name="bytes">A component that was decoded.</param>
    public static ComponentNames Read(ReadOnlySpan<byte> bytes)
    {
        var names = new ComponentNames();
        try
        {
            var reader = new ModuleReader(bytes, PreambleSize, bytes.Length);
            while (!reader.AtEnd)
            {
                var id = (ComponentSectionId)reader.ReadByte();
                var section = reader.ReadBytes((int)reader.ReadU32());
                if (id != ComponentSectionId.Custom) continue;
                var custom = new ModuleReader(section, 0, section.Length);
                if (custom.ReadName() == "component-name") names.Read(ref custom);
            }
        }
        catch (WasmModuleException)
        {
            // Names up to there.
        }
        return names;
    }

    private void Read(ref ModuleReader reader)
    {
        while (!reader.AtEnd)
        {
            var id = reader.ReadByte();
            var content = reader.ReadBytes((int)reader.ReadU32());
            var subsection = new ModuleReader(content, 0, content.Length);
            if (id == 0) Own = Shown(subsection.ReadName());
            if (id != 1) continue;
            var sort = InstanceDecoder.ReadSort(ref subsection);
            if (sort is not (Sort.Component or Sort.Instance)) continue;
            for (var left = subsection.ReadCount(ComponentLimits.Instances, "names", elementSize: 2); left > 0; left--)
            {
                var index = subsection.ReadU32();
                if (Shown(subsection.ReadName()) is { } name) _names[new SortIndex(sort, index)] = name;
            }
        }
    }

    /// <summary>Anything may be a name; messages have only what is plain.</summary>
    private static string? Shown(string name) => name.Length is > 0 and <= LongestName && name.All(c => c is > ' ' and <= '~') ? name : null;
}
