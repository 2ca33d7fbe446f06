using System.Runtime.Intrinsics.X86;

namespace Microlight.Wasm.Compilation;

/// <summary>What an image asks of the CPU: levels of the x86-64 psABI (3.1.1, "x86-64 micro-architecture levels").</summary>
internal enum InstructionSet { X64V2 = 2, X64V3 = 3 }

internal static class InstructionSets
{
    /// <summary>The best level that this machine has.</summary>
    public static InstructionSet Host { get; } =
        Avx2.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Fma.IsSupported && Lzcnt.IsSupported ? InstructionSet.X64V3 : InstructionSet.X64V2;

    /// <summary>As ilc and the psABI spell it.</summary>
    public static string Name(this InstructionSet set) => set switch
    {
        InstructionSet.X64V2 => "x86-64-v2",
        InstructionSet.X64V3 => "x86-64-v3",
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    /// <summary>The level of that name, or null.</summary>
    public static InstructionSet? Parse(string name) => name switch
    {
        "x86-64-v2" => InstructionSet.X64V2,
        "x86-64-v3" => InstructionSet.X64V3,
        _ => null,
    };
}
