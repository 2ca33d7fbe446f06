namespace Microlight.Machine;

/// <summary>
/// One VM with one vCPU: all that the layers above ask of a hypervisor. Not thread-safe except <see cref="IStoppable.RequestExit"/>.
/// </summary>
internal interface IVirtualMachine : IStoppable, IDisposable
{
    /// <summary>
    /// Sets what the next <see cref="Run"/> starts with: all general registers zero but these, RFLAGS clear. With
    /// <paramref name="resetSystemState"/> also segments, control registers and FS/GS bases of a fresh guest at CPL3.
    /// </summary>
    void SetEntry(ulong instruction, ulong stack, ulong rdi, ulong r11, bool resetSystemState);

    /// <summary>Runs the guest to its next exit: one entry, one exit, one call of the hypervisor.</summary>
    MachineExit Run();

    /// <summary>The general registers at the last exit.</summary>
    GuestRegisters ReadRegisters();

    /// <summary>
    /// The exception of an exit to port <see cref="Abi.Ports.ExceptionBase"/> + <paramref name="vector"/>; null if what the machine left
    /// of it makes no sense, which is the machine's end.
    /// </summary>
    GuestException? ReadException(int vector, SandboxMemory memory);

    /// <summary>CR2 at the last exit.</summary>
    ulong ReadFaultAddress();

    /// <summary>
    /// The next <see cref="Run"/> goes on at CPL3 with exactly these registers, after any exit but Shutdown and Failed: also after an
    /// exception, when the guest stands in the monitor's stub, which is left for good. FPU state and FS/GS bases stay. Of RFLAGS only
    /// what CPL3 code can change by itself is taken (<see cref="GuestFlags.Settable"/>, TF for single steps among them); the rest is
    /// as for a fresh guest. For debuggers; the hot path uses <see cref="SetEntry"/>.
    /// </summary>
    /// <exception cref="ArgumentException">RIP is not an address of the lower half.</exception>
    void SetRegisters(in GuestRegisters registers);

    /// <summary>
    /// The x87, SSE and AVX state at the last exit in the standard format of XSAVE (Intel SDM vol. 1, 13.4): the legacy area, the
    /// header, whose first word (XSTATE_BV) says which components are not in their initial state, and the upper halves of YMM0 to 15.
    /// Not after Shutdown and Failed.
    /// </summary>
    /// <param name="state"><see cref="ExtendedState.Size"/> bytes, all written.</param>
    void ReadExtendedState(Span<byte> state);

    /// <summary>Exits from guest to host since creation.</summary>
    long Exits { get; }

    /// <summary>System calls that <see cref="Run"/> and the Read methods made since creation.</summary>
    long SystemCalls { get; }
}
