using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>struct kvm_dtable (arch/x86/include/uapi/asm/kvm.h).</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct KvmDescriptorTable
{
    public ulong Base;
    public ushort Limit;
}
