namespace Microlight.Wasm;

/// <summary>What a compiled image knows of where its code comes from.</summary>
public enum DebugInformation
{
    /// <summary>Function names only.</summary>
    None,

    /// <summary>Offsets in the module's bytes: compiling takes about a tenth longer, the image is about a tenth larger.</summary>
    Offsets,

    /// <summary>Also source files and lines, where the module carries them (DWARF in <c>.debug_line</c>).</summary>
    Source,
}
