using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>
/// A module to instantiate, and which earlier instances of the program its imports mean: import module name to instance number. Imports
/// from other names are functions of the host.
/// </summary>
internal sealed record LinkInput(WasmModule Module, IReadOnlyDictionary<string, int> Instances)
{
    public LinkInput(WasmModule module) : this(module, new Dictionary<string, int>()) { }
}
