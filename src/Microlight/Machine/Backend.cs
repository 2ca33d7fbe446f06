using Microlight.Machine.Kvm;
using Microlight.Machine.Process;

namespace Microlight.Machine;

/// <summary>One kind of isolation: how a sandbox's memory is mapped, and the machine that runs on it.</summary>
internal abstract class Backend
{
    private static readonly Backend s_kvm = new KvmBackend(), s_process = new ProcessBackend();

    /// <summary>The one place that knows which backends there are.</summary>
    public static Backend For(Isolation isolation) => isolation switch
    {
        Isolation.VirtualMachine => s_kvm,
        Isolation.Process => s_process,
        _ => throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "There is no such isolation."),
    };

    /// <exception cref="HypervisorUnavailableException">That kind of isolation cannot be had here; the message says what to do.</exception>
    public abstract void ThrowUnlessAvailable();

    /// <summary>What a guest may rely on of the processor.</summary>
    public abstract CpuFeatures Features { get; }

    /// <summary>Maps the system area of a layer.</summary>
    public abstract GuestPages MapSystem(MemoryLayer layer);

    /// <summary>Reserves a memory region that may have that many bytes (a multiple of 2 MiB); none of it is open.</summary>
    public abstract GuestPages MapRegion(ulong bytes);

    /// <summary>A machine with all of the memory mapped, which this backend has mapped for the host.</summary>
    public abstract IVirtualMachine CreateMachine(SandboxMemory memory);
}
