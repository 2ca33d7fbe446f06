using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Linking;

/// <summary>Binds imports as scripts do: by module name to an instance; names that no instance has are the host's.</summary>
internal static class NamedInstances
{
    public static LinkInput Bind(WasmModule module, IReadOnlyDictionary<string, int> instances) => new(module, Array.ConvertAll(module.Imports,
        i => instances.TryGetValue(i.Module, out var instance) ? new ImportSource(instance, i.Name) : ImportSource.Host));
}
