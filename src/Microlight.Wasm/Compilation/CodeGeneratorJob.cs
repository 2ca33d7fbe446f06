namespace Microlight.Wasm.Compilation;

/// <summary>One run of ilc: what to compile against what, for which CPUs, and how far it may go.</summary>
internal sealed record CodeGeneratorJob
{
    /// <summary>Assemblies to compile; their exported methods are what is kept.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }
    public required IReadOnlyList<string> References { get; init; }
    /// <summary>Simple name of the assembly that has System.Object.</summary>
    public required string SystemModule { get; init; }
    public required InstructionSet InstructionSet { get; init; }
    /// <summary>Options of ilc beyond those of every guest.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
    /// <summary>Threads; 0 for one per processor.</summary>
    public int Parallelism { get; init; }
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);
    /// <summary>Bytes of resident memory.</summary>
    public long MemoryLimit { get; init; } = 4L << 30;
}
