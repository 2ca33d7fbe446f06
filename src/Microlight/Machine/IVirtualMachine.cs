namespace Microlight.Machine;

/// <summary>
/// One VM with one vCPU: all that the layers above ask of a hypervisor. Not thread-safe except <see cref="RequestExit"/>.
/// </summary>
internal interface IVirtualMachine : IDisposable
{
    /// <summary>Makes host memory the guest's physical memory. Multiples of 4096; the host range must outlive the machine.</summary>
    void MapMemory(ulong guestPhysical, ulong bytes, nint host);

    /// <summary>
    /// Sets what the next <see cref="Run"/> starts with: all general registers zero but these, RFLAGS clear. With
    /// <paramref name="resetSystemState"/> also segments, control registers and FS/GS bases of a fresh guest at CPL3.
    /// </summary>
    void SetEntry(ulong instruction, ulong stack, ulong rdi, ulong r11, bool resetSystemState);

    /// <summary>Runs the guest to its next exit: one entry, one exit, one call of the hypervisor.</summary>
    MachineExit Run();

    /// <summary>The general registers at the last exit.</summary>
    GuestRegisters ReadRegisters();

    /// <summary>CR2 at the last exit.</summary>
    ulong ReadFaultAddress();

    /// <summary>From any thread: makes the run under way and every later one end as Interrupted, until the request is cleared.</summary>
    void RequestExit();

    void ClearExitRequest();

    /// <summary>Exits from guest to host since creation.</summary>
    long Exits { get; }

    /// <summary>System calls that <see cref="Run"/> and the Read methods made since creation.</summary>
    long SystemCalls { get; }
}
