namespace Microlight.Wasm.Components.Format;

/// <summary>Features of the component model that are recognised and not run, as <see cref="WasmUnsupportedException"/> names them (Explainer.md, gated features).</summary>
internal static class ComponentFeature
{
    public const string Async = "asynchronous functions, streams and futures of WASI 0.3";
    public const string ErrorContext = "the error-context type";
    public const string Threads = "threads of the component model";
    public const string Values = "values and start functions of components";
    public const string CanonicalNames = "canonical interface names (versionsuffix)";
    public const string Memory64 = "64-bit memories in the canonical ABI";
    public const string Isolation = "components that are isolated from each other";
}
