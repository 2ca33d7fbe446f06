namespace Microlight.Cli.Running;

/// <summary>What a file given to <c>run</c> is, by its first bytes.</summary>
internal enum ProgramKind
{
    /// <summary>WebAssembly, in the binary or the text format.</summary>
    Module,

    /// <summary>An ELF file: a guest image.</summary>
    Image,
}
