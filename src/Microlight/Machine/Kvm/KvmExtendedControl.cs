using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>struct kvm_xcrs (arch/x86/include/uapi/asm/kvm.h) with its first entry, which is XCR0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 392)]
internal struct KvmExtendedControl
{
    [FieldOffset(0)] public uint Count;
    [FieldOffset(8)] public uint Register;
    [FieldOffset(16)] public ulong Value;
}
