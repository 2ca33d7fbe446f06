namespace Microlight.Machine;

/// <summary>A machine whose guest has physical memory under its page tables.</summary>
internal interface IPhysicalMemory
{
    /// <summary>Makes host memory the guest's physical memory. Multiples of 4096; the host range must outlive the machine.</summary>
    void MapMemory(ulong guestPhysical, ulong bytes, nint host);
}
