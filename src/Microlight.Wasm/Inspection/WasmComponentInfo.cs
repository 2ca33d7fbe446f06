using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Wit;

namespace Microlight.Wasm.Inspection;

/// <summary>What a component is made of and which world it targets. Reading it compiles and runs nothing.</summary>
public sealed class WasmComponentInfo
{
    private WasmComponentInfo(ValidatedComponent component, int size)
    {
        Size = size;
        Imports = [.. component.Type.Imports.Keys];
        Exports = [.. component.Type.Exports.Keys];
        Wit = WitPrinter.Print(component.Type);
        Count(component.Binary);
    }

    /// <summary>Bytes of the component, nested ones included.</summary>
    public int Size { get; }
    /// <summary>Names of what it imports, in its order.</summary>
    public IReadOnlyList<string> Imports { get; }
    /// <summary>Names of what it exports, in its order.</summary>
    public IReadOnlyList<string> Exports { get; }
    /// <summary>Core modules in it and in the components nested in it.</summary>
    public int Modules { get; private set; }
    /// <summary>Components in it, itself included.</summary>
    public int Components { get; private set; }
    /// <summary>The world that it targets as <c>root</c>, and the interfaces of that world, in WIT's text format.</summary>
    public string Wit { get; }

    /// <summary>Whether the bytes begin as those of a component do, and not of a core module.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) => ComponentDecoder.IsComponent(bytes);

    /// <summary>Decodes and validates a component and says what it is made of.</summary>
    /// <param name="component">A component in the binary format.</param>
    /// <exception cref="WasmModuleException">It is malformed, invalid, beyond a limit, or uses something unsupported; the exception's type says which.</exception>
    public static WasmComponentInfo Read(ReadOnlyMemory<byte> component) => new(ComponentValidator.Validate(ComponentDecoder.Decode(component)), component.Length);

    private void Count(ComponentBinary component)
    {
        Components++;
        foreach (var definition in component.Definitions)
        {
            if (definition is ModuleDefinition) Modules++;
            else if (definition is NestedComponentDefinition nested) Count(nested.Component);
        }
    }
}
