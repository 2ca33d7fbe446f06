using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>struct kvm_userspace_memory_region (include/uapi/linux/kvm.h): one memory slot.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmUserMemoryRegion
{
    public uint Slot, Flags;
    public ulong GuestPhysicalAddress, MemorySize, UserspaceAddress;
}
