using Microlight.Machine.Kvm;

namespace Microlight.Machine;

/// <summary>The one place that knows which backends there are.</summary>
internal static class MachineFactory
{
    /// <exception cref="HypervisorUnavailableException">That kind of isolation cannot be had here; the message says what to do.</exception>
    public static void ThrowUnlessAvailable(Isolation isolation) => _ = isolation switch
    {
        Isolation.VirtualMachine => KvmSystem.Open(),
        _ => throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "There is no such isolation."),
    };

    /// <summary>What a guest of that isolation may rely on of the processor.</summary>
    public static CpuFeatures FeaturesOf(Isolation isolation) =>
        isolation == Isolation.VirtualMachine ? KvmSystem.Open().Cpuid.Features : CpuFeatures.OfProcessor;

    /// <summary>A machine with all of the memory mapped.</summary>
    public static IVirtualMachine Create(Isolation isolation, SandboxMemory memory)
    {
        IVirtualMachine machine = isolation switch
        {
            Isolation.VirtualMachine => new KvmMachine(KvmSystem.Open(), memory.Image.PageTableRoot),
            _ => throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "There is no such isolation."),
        };
        try
        {
            memory.AttachTo(machine);
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }
}
