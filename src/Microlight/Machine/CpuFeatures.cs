using System.Runtime.Intrinsics.X86;

namespace Microlight.Machine;

/// <summary>
/// The instruction sets that a guest may have found and relies on since: the user-mode bits of CPUID (Intel SDM vol. 2, CPUID; AMD APM
/// vol. 3, appendix E) and the vector state that is enabled. A guest's memory may go where all of them are.
/// </summary>
/// <param name="Words">One per <see cref="Leaf"/>, other bits cleared.</param>
/// <param name="ExtendedControl">XCR0 (Intel SDM vol. 1, 13.3).</param>
internal sealed record CpuFeatures(uint[] Words, ulong ExtendedControl)
{
    /// <summary>The registers of CPUID that matter, in the order of <see cref="Words"/>.</summary>
    public enum Leaf
    {
        Ecx1,
        Ebx7,
        Ecx7,
        Edx7,
        Eax7Sub1,
        ExtendedEcx,
    }

    public const int WordCount = 6;

    /// <summary>Names as in the manuals.</summary>
    private static readonly (Leaf Leaf, int Bit, string Name)[] s_known =
    [
        (Leaf.Ecx1, 0, "SSE3"), (Leaf.Ecx1, 1, "PCLMULQDQ"), (Leaf.Ecx1, 9, "SSSE3"), (Leaf.Ecx1, 12, "FMA"), (Leaf.Ecx1, 13, "CMPXCHG16B"),
        (Leaf.Ecx1, 19, "SSE4.1"), (Leaf.Ecx1, 20, "SSE4.2"), (Leaf.Ecx1, 22, "MOVBE"), (Leaf.Ecx1, 23, "POPCNT"), (Leaf.Ecx1, 25, "AES"),
        (Leaf.Ecx1, 28, "AVX"), (Leaf.Ecx1, 29, "F16C"), (Leaf.Ecx1, 30, "RDRAND"),
        (Leaf.Ebx7, 0, "FSGSBASE"), (Leaf.Ebx7, 3, "BMI1"), (Leaf.Ebx7, 5, "AVX2"), (Leaf.Ebx7, 8, "BMI2"), (Leaf.Ebx7, 16, "AVX512F"),
        (Leaf.Ebx7, 17, "AVX512DQ"), (Leaf.Ebx7, 18, "RDSEED"), (Leaf.Ebx7, 19, "ADX"), (Leaf.Ebx7, 21, "AVX512_IFMA"), (Leaf.Ebx7, 23, "CLFLUSHOPT"),
        (Leaf.Ebx7, 24, "CLWB"), (Leaf.Ebx7, 28, "AVX512CD"), (Leaf.Ebx7, 29, "SHA"), (Leaf.Ebx7, 30, "AVX512BW"), (Leaf.Ebx7, 31, "AVX512VL"),
        (Leaf.Ecx7, 1, "AVX512_VBMI"), (Leaf.Ecx7, 6, "AVX512_VBMI2"), (Leaf.Ecx7, 8, "GFNI"), (Leaf.Ecx7, 9, "VAES"), (Leaf.Ecx7, 10, "VPCLMULQDQ"),
        (Leaf.Ecx7, 11, "AVX512_VNNI"), (Leaf.Ecx7, 12, "AVX512_BITALG"), (Leaf.Ecx7, 14, "AVX512_VPOPCNTDQ"), (Leaf.Ecx7, 22, "RDPID"),
        (Leaf.Ecx7, 27, "MOVDIRI"), (Leaf.Ecx7, 28, "MOVDIR64B"),
        (Leaf.Edx7, 8, "AVX512_VP2INTERSECT"), (Leaf.Edx7, 23, "AVX512_FP16"),
        (Leaf.Eax7Sub1, 4, "AVX-VNNI"), (Leaf.Eax7Sub1, 5, "AVX512_BF16"), (Leaf.Eax7Sub1, 23, "AVX-IFMA"),
        (Leaf.ExtendedEcx, 0, "LAHF"), (Leaf.ExtendedEcx, 5, "LZCNT"), (Leaf.ExtendedEcx, 6, "SSE4A"), (Leaf.ExtendedEcx, 8, "PREFETCHW"),
        (Leaf.ExtendedEcx, 11, "XOP"), (Leaf.ExtendedEcx, 16, "FMA4"), (Leaf.ExtendedEcx, 21, "TBM"),
    ];

    private static readonly Lazy<CpuFeatures> s_processor = new(OfThisProcessor);

    /// <summary>What the processor has and the kernel enables: what a guest in a process sees, and the most that any guest can.</summary>
    public static CpuFeatures OfProcessor => s_processor.Value;

    /// <summary>Of what a CPUID says.</summary>
    /// <param name="cpuid">EAX, EBX, ECX, EDX of a leaf and subleaf; zeros where there is none.</param>
    /// <param name="extendedControl">XCR0.</param>
    public static CpuFeatures Read(Func<uint, uint, (uint Eax, uint Ebx, uint Ecx, uint Edx)> cpuid, ulong extendedControl)
    {
        var leaf7 = cpuid(7, 0);
        uint[] words = [cpuid(1, 0).Ecx, leaf7.Ebx, leaf7.Ecx, leaf7.Edx, cpuid(7, 1).Eax, cpuid(0x8000_0001, 0).Ecx];
        for (var i = 0; i < words.Length; i++) words[i] &= Mask((Leaf)i);
        return new CpuFeatures(words, extendedControl);
    }

    /// <summary>The names of what this has and the other has not; empty if the other has all.</summary>
    public IReadOnlyList<string> FindMissing(CpuFeatures other)
    {
        var missing = new List<string>();
        for (var i = 0; i < Words.Length; i++)
        {
            var lacking = Words[i] & ~other.Words[i];
            foreach (var (leaf, bit, name) in s_known)
            {
                if ((int)leaf != i || (lacking >> bit & 1) == 0) continue;
                missing.Add(name);
                lacking &= ~(1u << bit);
            }
            if (lacking != 0) missing.Add($"bits 0x{lacking:x} of CPUID's {(Leaf)i}");
        }
        if ((ExtendedControl & ~other.ExtendedControl) != 0) missing.Add($"register state 0x{ExtendedControl & ~other.ExtendedControl:x} of XCR0");
        return missing;
    }

    private static uint Mask(Leaf leaf)
    {
        uint mask = 0;
        foreach (var (known, bit, _) in s_known)
            if (known == leaf)
                mask |= 1u << bit;
        return mask;
    }

    private static CpuFeatures OfThisProcessor()
    {
        var highest = (uint)X86Base.CpuId(0, 0).Eax;
        var highestExtended = (uint)X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax;
        // There is no intrinsic for XGETBV; the runtime has asked it for the sets that it supports.
        var extendedControl = Avx512F.IsSupported ? 0xe7UL : Avx.IsSupported ? 7UL : 3UL;
        return Read((function, index) =>
        {
            if (function > (function < 0x8000_0000 ? highest : highestExtended)) return default;
            var (eax, ebx, ecx, edx) = X86Base.CpuId((int)function, (int)index);
            return ((uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
        }, extendedControl);
    }
}
