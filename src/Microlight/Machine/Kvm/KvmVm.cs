namespace Microlight.Machine.Kvm;

/// <summary>A VM's file descriptor: memory slots and vCPUs.</summary>
internal sealed unsafe class KvmVm(int fd) : FileDescriptor(fd)
{
    private static readonly Lock s_closing = new();
    private uint _slots;

    /// <summary>Adds a memory slot; addresses and size are multiples of 4096.</summary>
    public void AddMemory(ulong guestPhysical, ulong bytes, nint host, bool readOnly)
    {
        var region = new KvmUserMemoryRegion
        {
            Slot = _slots,
            Flags = readOnly ? KvmConstants.KVM_MEM_READONLY : 0,
            GuestPhysicalAddress = guestPhysical, MemorySize = bytes,
            UserspaceAddress = (ulong)host,
        };
        Linux.Check(Linux.ioctl(Number, KvmConstants.KVM_SET_USER_MEMORY_REGION, (nint)(&region)), "KVM_SET_USER_MEMORY_REGION");
        _slots++;
    }

    // The end of a VM waits for a grace period of the kernel's memory notifiers, which all VMs of the host share: tens of microseconds if
    // no other is under way (SRCU expedites it), several ticks of the clock if one is. So they end one after the other.
    protected override bool ReleaseHandle()
    {
        lock (s_closing) return base.ReleaseHandle();
    }

    public KvmVcpu CreateVcpu(KvmSystem system) =>
        new(Linux.Check(Linux.ioctl(Number, KvmConstants.KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU"), system);
}
