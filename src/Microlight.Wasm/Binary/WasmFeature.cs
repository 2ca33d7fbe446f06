namespace Microlight.Wasm.Binary;

/// <summary>Names of the WebAssembly features that are recognised but not compiled, as <see cref="WasmUnsupportedException"/> gives them.</summary>
internal static class WasmFeature
{
    public const string CustomPageSizes = "custom page sizes";
    public const string CustomDescriptors = "custom descriptors";
    public const string Component = "the component model";
}
