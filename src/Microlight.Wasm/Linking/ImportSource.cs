namespace Microlight.Wasm.Linking;

/// <summary>What an import is bound to: an export of an earlier instance of the program, a function of the host that has the import's names, or the trap.</summary>
internal readonly record struct ImportSource(int Instance, string Export)
{
    /// <summary>A function of the host, under the names that the import has.</summary>
    public static readonly ImportSource Host = new(-1, "");

    /// <summary>The function (i32 kind) that ends the call with that <see cref="WasmTrapKind"/> and does not return.</summary>
    public static readonly ImportSource Trap = new(-2, "");
}
