using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Microlight.Machine.Kvm;

/// <summary>
/// What CPUID tells a guest, as a struct kvm_cpuid2 ready for KVM_SET_CPUID2: what KVM supports, plus the user-mode instruction sets
/// that the processor has but KVM does not report (its software-nested form hides SSE3 to AVX2 although they run), minus state that
/// the trampoline would have to save (AVX-512, protection keys, shadow stacks). Bits: Intel SDM vol. 2, CPUID.
/// </summary>
internal sealed unsafe class KvmCpuid
{
    private const int HeaderSize = 8, MaximumEntries = 256;

    // Leaf 1 ECX: SSE3, PCLMULQDQ, SSSE3, FMA, CX16, SSE4.1, SSE4.2, MOVBE, POPCNT, AES, XSAVE, OSXSAVE, AVX, F16C, RDRAND.
    private const uint Leaf1Ecx = 1u << 0 | 1 << 1 | 1 << 9 | 1 << 12 | 1 << 13 | 1 << 19 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 25 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 29 | 1 << 30;
    // Leaf 7 EBX: BMI1, AVX2, BMI2, ERMS, ADX, SHA. ECX: GFNI, VAES, VPCLMULQDQ.
    private const uint Leaf7Ebx = 1u << 3 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 19 | 1 << 29, Leaf7Ecx = 1u << 8 | 1 << 9 | 1 << 10;
    // Leaf 7 EBX: the AVX-512 sets. ECX: AVX512_VBMI, PKU, OSPKE, VBMI2, CET_SS, VNNI, BITALG, VPOPCNTDQ. EDX: 4VNNIW, 4FMAPS, VP2INTERSECT, CET_IBT.
    private const uint Hidden7Ebx = 1u << 16 | 1 << 17 | 1 << 21 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 30 | 1u << 31;
    private const uint Hidden7Ecx = 1u << 1 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 11 | 1 << 12 | 1 << 14;
    private const uint Hidden7Edx = 1u << 2 | 1 << 3 | 1 << 8 | 1 << 20;
    // Leaf 0x80000001 ECX: LAHF, LZCNT, PREFETCHW.
    private const uint ExtendedEcx = 1u << 0 | 1 << 5 | 1 << 8;

    private readonly byte[] _buffer;

    public KvmCpuid(int kvm)
    {
        var buffer = new byte[HeaderSize + MaximumEntries * sizeof(KvmCpuidEntry)];
        fixed (byte* cpuid = buffer)
        {
            *(uint*)cpuid = MaximumEntries;
            Linux.Check(Linux.ioctl(kvm, KvmConstants.KVM_GET_SUPPORTED_CPUID, (nint)cpuid), "KVM_GET_SUPPORTED_CPUID");
            var count = Adapt((KvmCpuidEntry*)(cpuid + HeaderSize), (int)*(uint*)cpuid);
            *(uint*)cpuid = (uint)count;
            _buffer = buffer.AsSpan(0, HeaderSize + count * sizeof(KvmCpuidEntry)).ToArray();
        }
    }

    /// <summary>XCR0 for guests: x87 and SSE, and AVX where the processor and this process have it.</summary>
    public ulong ExtendedControl => HasAvx ? 7u : 3u;

    /// <summary>A method of its own, and the only one that has to be compiled at every start: its answer is the processor's.</summary>
    private bool HasAvx { get; } = AskForAvx();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AskForAvx() => Avx.IsSupported;

    /// <summary>What a guest may rely on.</summary>
    public CpuFeatures Features => field ??= CpuFeatures.Read(Find, ExtendedControl);

    public void Apply(int vcpu)
    {
        fixed (byte* cpuid = _buffer)
            Linux.Check(Linux.ioctl(vcpu, KvmConstants.KVM_SET_CPUID2, (nint)cpuid), "KVM_SET_CPUID2");
    }

    private (uint Eax, uint Ebx, uint Ecx, uint Edx) Find(uint function, uint index)
    {
        fixed (byte* cpuid = _buffer)
        {
            foreach (var entry in new ReadOnlySpan<KvmCpuidEntry>(cpuid + HeaderSize, (int)*(uint*)cpuid))
                if (entry.Function == function && entry.Index == index)
                    return (entry.Eax, entry.Ebx, entry.Ecx, entry.Edx);
        }
        return default;
    }

    /// <summary>Returns how many entries are left. By a pointer: a span of these entries would be compiled at every start.</summary>
    private int Adapt(KvmCpuidEntry* entries, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = entries[i];
            var host = X86Base.CpuId((int)entry.Function, (int)entry.Index);
            switch (entry.Function)
            {
                case 1:
                    entry.Ecx |= (uint)host.Ecx & Leaf1Ecx;
                    break;
                case 7 when entry.Index == 0:
                    entry.Ebx = (entry.Ebx | (uint)host.Ebx & Leaf7Ebx) & ~Hidden7Ebx;
                    entry.Ecx = (entry.Ecx | (uint)host.Ecx & Leaf7Ecx) & ~Hidden7Ecx;
                    entry.Edx &= ~Hidden7Edx;
                    break;
                case 0xd when entry.Index == 0:
                    entry.Eax = (entry.Eax | (uint)host.Eax) & (uint)ExtendedControl;
                    break;
                case 0xd when entry.Index > 2:
                    continue;
                case 0x8000_0001:
                    entry.Ecx |= (uint)host.Ecx & ExtendedEcx;
                    break;
            }
            entries[kept++] = entry;
        }
        return kept;
    }
}
