using Microlight.Wasm.Components;
using Microlight.Wasm.Tests.Support;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>The components that tests run, each compiled once.</summary>
public sealed class Components : IDisposable
{
    private readonly Lazy<WasmComponent> _mirror = new(() => Load(Path.Combine(AppContext.BaseDirectory, "mirror.wasm")));
    private readonly Lazy<WasmComponent> _maps = new(() => Load(Path.Combine(AppContext.BaseDirectory, "maps.wasm")));
    private readonly Lazy<WasmComponent> _rich = new(() => Load(SharedData.Require("fixtures/programs/c-rich/rich.component.wasm")));

    /// <summary>Gives every call on to its import (tests/Microlight.WitBindings.TestWorlds/mirror.wat).</summary>
    public WasmComponent Mirror => _mirror.Value;
    /// <summary>The same for maps and lists of fixed length (maps.wat).</summary>
    public WasmComponent Maps => _maps.Value;
    /// <summary>The world demo:rich, in C.</summary>
    public WasmComponent Rich => _rich.Value;

    public void Dispose()
    {
        if (_mirror.IsValueCreated) _mirror.Value.Dispose();
        if (_maps.IsValueCreated) _maps.Value.Dispose();
        if (_rich.IsValueCreated) _rich.Value.Dispose();
    }

    private static WasmComponent Load(string path) => WasmComponent.Load(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path));
}
