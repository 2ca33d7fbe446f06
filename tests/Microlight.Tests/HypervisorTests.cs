using Microlight.Machine;
using Microlight.Machine.Kvm;

namespace Microlight.Tests;

/// <summary>What a user is told where there is no KVM to use, and that layouts shared with the kernel have its sizes.</summary>
public class HypervisorTests
{
    [Fact]
    public void No_permission_says_which_group_to_join() => Assert.Contains("usermod -aG kvm", KvmSystem.Explain(Linux.EACCES, "Permission denied"));

    [Fact]
    public void No_device_says_what_to_load() => Assert.Contains("kvm_intel", KvmSystem.Explain(Linux.ENOENT, "No such file"));

    [Fact]
    public void Other_errors_are_passed_on() => Assert.Contains("Too many open files", KvmSystem.Explain(24, "Too many open files"));

    [Fact]
    public unsafe void Structures_have_the_kernel_sizes()
    {
        // The size is part of the request number (asm-generic/ioctl.h, bits 16 to 29).
        Assert.Equal(SizeIn(KvmConstants.KVM_GET_SREGS), sizeof(KvmSystemRegisters));
        Assert.Equal(SizeIn(KvmConstants.KVM_SET_USER_MEMORY_REGION), sizeof(KvmUserMemoryRegion));
        Assert.Equal(SizeIn(KvmConstants.KVM_SET_XCRS), sizeof(KvmExtendedControl));
        Assert.Equal(144, sizeof(KvmRegisters));
        Assert.Equal(40, sizeof(KvmCpuidEntry));
        Assert.Equal(24, sizeof(KvmSegment));

        static int SizeIn(uint request) => (int)(request >> 16 & 0x3fff);
    }
}
