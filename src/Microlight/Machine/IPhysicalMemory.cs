namespace Microlight.Machine;

/// <summary>A machine whose guest has physical memory under its page tables.</summary>
internal interface IPhysicalMemory
{
    /// <summary>Makes host memory the guest's physical memory. Multiples of 4096; the host range must outlive the machine.</summary>
    /// <param name="guestPhysical">Where it is for the guest.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="host">Host address.</param>
    /// <param name="readOnly">Whether the host range may not be written; the page tables say the same.</param>
    void MapMemory(ulong guestPhysical, ulong bytes, nint host, bool readOnly = false);
}
