namespace Microlight.Machine.Kvm;

/// <summary>
/// Names and values of KVM's interface: include/uapi/linux/kvm.h and arch/x86/include/uapi/asm/kvm.h of Linux 6.18;
/// Documentation/virt/kvm/api.rst says what they do. Request numbers carry the size of their argument (asm-generic/ioctl.h).
/// </summary>
internal static class KvmConstants
{
    public const int KVM_API_VERSION = 12;

    // Requests on /dev/kvm.
    public const uint KVM_GET_API_VERSION = 0xAE00;
    public const uint KVM_CREATE_VM = 0xAE01;
    public const uint KVM_CHECK_EXTENSION = 0xAE03;
    public const uint KVM_GET_VCPU_MMAP_SIZE = 0xAE04;
    public const uint KVM_GET_SUPPORTED_CPUID = 0xC008_AE05;

    // Requests on a VM.
    public const uint KVM_CREATE_VCPU = 0xAE41;
    public const uint KVM_SET_USER_MEMORY_REGION = 0x4020_AE46;

    // kvm_userspace_memory_region.flags.
    public const uint KVM_MEM_READONLY = 2;

    // Requests on a vCPU.
    public const uint KVM_RUN = 0xAE80;
    public const uint KVM_GET_SREGS = 0x8138_AE83;
    public const uint KVM_SET_CPUID2 = 0x4008_AE90;
    public const uint KVM_SET_XCRS = 0x4188_AEA7;
    public const uint KVM_GET_XSAVE = 0x9000_AEA4;
    /// <summary>sizeof(struct kvm_xsave) without its flexible part.</summary>
    public const int XSaveAreaSize = 4096;

    // Extensions.
    public const int KVM_CAP_USER_MEMORY = 3;
    public const int KVM_CAP_XCRS = 56;
    public const int KVM_CAP_READONLY_MEM = 81;
    public const int KVM_CAP_SYNC_REGS = 74;
    public const int KVM_CAP_IMMEDIATE_EXIT = 136;

    // kvm_run.kvm_valid_regs and kvm_dirty_regs.
    public const ulong KVM_SYNC_X86_REGS = 1;
    public const ulong KVM_SYNC_X86_SREGS = 2;

    // kvm_run.exit_reason.
    public const uint KVM_EXIT_IO = 2;
    public const uint KVM_EXIT_SHUTDOWN = 8;

    // kvm_run.io.direction.
    public const byte KVM_EXIT_IO_OUT = 1;
}
