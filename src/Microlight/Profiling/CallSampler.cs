using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Debugging;
using Microlight.Machine;

namespace Microlight.Profiling;

/// <summary>Samples one sandbox's calls: the clock's thread interrupts the guest, the call's own thread notes where it stands.</summary>
internal sealed class CallSampler(GuestProfile profile, GuestImage image, SandboxMemory memory, CallStop stop)
{
    /// <summary>Intervals that no sample stands for yet: several once the guest comes back from a host function that took longer.</summary>
    private long _due;

    public void Begin()
    {
        _due = 0;
        profile.Clock.Add(this);
    }

    public void End() => profile.Clock.Remove(this);

    /// <summary>On the clock's thread.</summary>
    public void Tick()
    {
        Interlocked.Increment(ref _due);
        stop.Interrupt();
    }

    /// <summary>On the call's thread, when the guest was interrupted: by this or by anything else.</summary>
    public void Sample(IVirtualMachine machine)
    {
        stop.EndInterruption();
        var due = Interlocked.Exchange(ref _due, 0);
        if (due == 0) return;
        var registers = machine.ReadRegisters();
        // On its way in, or out with an exception: it is nowhere in the guest's own code.
        if (!image.IsCode(registers.Rip) && registers.Rip - GuestLayout.Monitor < Machine.Monitor.Size) return;
        profile.Add(new Unwinder(image, ReadWord).Walk(registers), due);
    }

    private bool ReadWord(ulong address, out ulong value)
    {
        value = 0;
        return memory.TryRead(address, out var bytes) && BinaryPrimitives.TryReadUInt64LittleEndian(bytes, out value);
    }
}
