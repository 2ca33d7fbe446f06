namespace Microlight.Wasm.Binary;

/// <summary>Names of the WebAssembly features that are recognised but not compiled, as <see cref="WasmUnsupportedException"/> gives them.</summary>
internal static class WasmFeature
{
    public const string Simd = "SIMD";
    public const string Memory64 = "64-bit memories or tables (memory64)";
    public const string TailCalls = "tail calls";
    public const string Exceptions = "exception handling";
    public const string LegacyExceptions = "legacy exception handling";
    public const string TypedReferences = "typed function references";
    public const string GarbageCollection = "garbage collection";
    public const string Threads = "threads";
    public const string WideArithmetic = "wide arithmetic";
    public const string CustomPageSizes = "custom page sizes";
    public const string CustomDescriptors = "custom descriptors";
    public const string Component = "the component model";
}
