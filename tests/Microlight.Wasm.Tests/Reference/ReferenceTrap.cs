namespace Microlight.Wasm.Tests.Reference;

/// <summary>Traps of the interpreter, as the exception that compiled code's traps arrive in.</summary>
internal static class ReferenceTrap
{
    private static readonly GuestTrap Nowhere = new() { Cause = GuestTrapCause.Abort, InstructionPointer = 0 };

    public static WasmUncaughtException Uncaught() => new(null, Nowhere, "interpreter: uncaught exception");

    public static WasmTrapException Of(WasmTrapKind kind) => new(kind, Nowhere, $"interpreter trap: {kind}");
}
