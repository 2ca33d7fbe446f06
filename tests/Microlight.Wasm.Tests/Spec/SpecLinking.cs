using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Linking;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>Planned instances to a linked program. Scripts have no host functions: what no instance exports is a link error.</summary>
internal static class SpecLinking
{
    public static LinkedProgram Link(IReadOnlyList<PlannedInstance> instances, Isolation? isolation = null)
    {
        var program = Linker.Link([.. instances.Select(i => NamedInstances.Bind(i.Module, i.Imports))], firstMemory: new WasmCompilerOptions { Isolation = isolation ?? SandboxOptions.DefaultIsolation }.FirstMemory);
        return program.HostImports is [var import, ..]
            ? throw new WasmLinkException($"unknown import: there is no module '{import.Module}' with '{import.Name}'.")
            : program;
    }

    /// <summary>Why the instances cannot be linked, null if they can.</summary>
    public static string? FindError(IReadOnlyList<PlannedInstance> instances)
    {
        try
        {
            Link(instances);
            return null;
        }
        catch (WasmLinkException e)
        {
            return e.Message;
        }
    }
}
