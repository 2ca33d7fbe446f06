using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// Serves the scripts' <c>get</c> actions: a module that imports the globals they ask for and exports one function for each that returns
/// its value. Instances appear to it as modules named <c>@</c> and their number.
/// </summary>
internal sealed class GetterModule
{
    private readonly List<(int Instance, string Field, GlobalType Type)> _globals = [];

    public bool IsEmpty => _globals.Count == 0;

    public static string ModuleName(int instance) => $"@{instance}";

    /// <summary>Name of the function that returns the global.</summary>
    public string Add(int instance, string field, GlobalType type)
    {
        var index = _globals.FindIndex(g => g.Instance == instance && g.Field == field);
        if (index < 0)
        {
            index = _globals.Count;
            _globals.Add((instance, field, type));
        }
        return $"get{index}";
    }

    public byte[] Build() => ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, [.. _globals.Select(g => ModuleWriter.FunctionType([], [g.Type.Type]))]),
        ModuleWriter.Section(SectionId.Import, [.. _globals.Select(g => new ModuleWriter()
            .Name(ModuleName(g.Instance)).Name(g.Field).Byte((byte)ExternalKind.Global).GlobalType(g.Type))]),
        ModuleWriter.Section(SectionId.Function, [.. _globals.Select((_, i) => new ModuleWriter().U32((uint)i))]),
        ModuleWriter.Section(SectionId.Export, [.. _globals.Select((_, i) => ModuleWriter.Export($"get{i}", ExternalKind.Function, i))]),
        ModuleWriter.Section(SectionId.Code, [.. _globals.Select((_, i) => ModuleWriter.Body(
            new ModuleWriter().Byte((byte)Opcode.GlobalGet).U32((uint)i).ToArray()))]));
}
