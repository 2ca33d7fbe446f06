using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>struct kvm_segment (arch/x86/include/uapi/asm/kvm.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmSegment
{
    public ulong Base;
    public uint Limit;
    public ushort Selector;
    public byte Type, Present, Dpl, Db, S, L, G, Avl, Unusable;
    private readonly byte _padding;
}
