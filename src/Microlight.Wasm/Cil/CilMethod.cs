using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>The body of a finished method, not yet in an assembly.</summary>
internal sealed record CilMethod(CilBuffer Code, IReadOnlyList<IrType> Locals, int MaximumStack, bool InitializeLocals, bool Optimize, int Size);
