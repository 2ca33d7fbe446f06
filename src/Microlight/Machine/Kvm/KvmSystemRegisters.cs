using System.Runtime.InteropServices;
using Microlight.Abi;

namespace Microlight.Machine.Kvm;

/// <summary>struct kvm_sregs (arch/x86/include/uapi/asm/kvm.h), and the values that a fresh guest at CPL3 starts with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmSystemRegisters
{
    public KvmSegment Cs, Ds, Es, Fs, Gs, Ss, Tr, Ldt;
    public KvmDescriptorTable Gdt, Idt;
    public ulong Cr0, Cr2, Cr3, Cr4, Cr8, Efer, ApicBase;
    private readonly ulong _interruptBitmap0, _interruptBitmap1, _interruptBitmap2, _interruptBitmap3;

    // Intel SDM vol. 3, 2.5 and 2.2.1.
    private const ulong ProtectionEnable = 1 << 0, MonitorCoprocessor = 1 << 1, ExtensionType = 1 << 4, NumericError = 1 << 5,
        WriteProtect = 1 << 16, AlignmentMask = 1 << 18, Paging = 1UL << 31;
    private const ulong PhysicalAddressExtension = 1 << 5, FxSaveRestore = 1 << 9, SimdExceptions = 1 << 10, XSave = 1 << 18;
    private const ulong LongModeEnable = 1 << 8, LongModeActive = 1 << 10, NoExecuteEnable = 1 << 11;
    /// <summary>IA32_APIC_BASE after reset: the default address, enabled, bootstrap processor.</summary>
    private const ulong InitialApicBase = 0xfee0_0900;

    /// <summary>
    /// Long mode at CPL3 under the monitor. EFER.SCE stays clear, so that <c>syscall</c> is #UD, and CR4.FSGSBASE, so that a guest
    /// cannot move FS and GS.
    /// </summary>
    public static KvmSystemRegisters ForGuest(ulong pageTableRoot)
    {
        var code = new KvmSegment { Limit = uint.MaxValue, Selector = Monitor.UserCode, Present = 1, Type = 11, Dpl = 3, S = 1, L = 1, G = 1 };
        var data = new KvmSegment { Limit = uint.MaxValue, Selector = Monitor.UserData, Present = 1, Type = 3, Dpl = 3, S = 1, Db = 1, G = 1 };
        return new KvmSystemRegisters
        {
            Cs = code, Ds = data, Es = data, Fs = data, Gs = data, Ss = data,
            Tr = new KvmSegment
            {
                Base = GuestLayout.Monitor + Monitor.TaskStateOffset, Limit = Monitor.TaskStateLimit, Selector = Monitor.TaskState, Present = 1, Type = 11,
            },
            Ldt = new KvmSegment { Unusable = 1 },
            Gdt = new KvmDescriptorTable { Base = GuestLayout.Monitor + Monitor.DescriptorsPage, Limit = Monitor.GlobalDescriptorLimit },
            Idt = new KvmDescriptorTable { Base = GuestLayout.Monitor + Monitor.InterruptTablePage, Limit = Monitor.InterruptTableLimit },
            Cr0 = ProtectionEnable | MonitorCoprocessor | ExtensionType | NumericError | WriteProtect | AlignmentMask | Paging,
            Cr3 = pageTableRoot,
            Cr4 = PhysicalAddressExtension | FxSaveRestore | SimdExceptions | XSave,
            Efer = LongModeEnable | LongModeActive | NoExecuteEnable,
            ApicBase = InitialApicBase,
        };
    }
}
