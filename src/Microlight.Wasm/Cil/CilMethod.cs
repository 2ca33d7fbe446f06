using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>The body of a finished method, not yet in an assembly.</summary>
internal sealed record CilMethod(CilBuffer Code, IReadOnlyList<IrType> Locals, int MaximumStack, bool InitializeLocals, bool Optimize, int Size)
{
    /// <summary>Which WebAssembly instructions the code comes from, in the order of the code; empty where it comes from none.</summary>
    public IReadOnlyList<CodePosition> Positions { get; init; } = [];

    /// <summary>Callers are to take it in (see <see cref="Inlining"/>).</summary>
    public bool Inline { get; init; }
}

/// <summary>From offset Code of a method on, the CIL is that of the WebAssembly instruction at offset Module of the module's bytes.</summary>
internal readonly record struct CodePosition(int Code, int Module);
