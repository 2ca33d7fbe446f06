using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>
/// The fields of struct kvm_run (include/uapi/linux/kvm.h) that are used, at their offsets; the kernel shares it with the process.
/// Registers lie in kvm_run.s.regs (struct kvm_sync_regs).
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal struct KvmRun
{
    [FieldOffset(1)] public byte ImmediateExit;
    [FieldOffset(8)] public uint ExitReason;
    [FieldOffset(32)] public byte IoDirection;
    [FieldOffset(33)] public byte IoSize;
    [FieldOffset(34)] public ushort IoPort;
    [FieldOffset(36)] public uint IoCount;
    [FieldOffset(288)] public ulong ValidRegisters;
    [FieldOffset(296)] public ulong DirtyRegisters;
    [FieldOffset(304)] public KvmRegisters Registers;
    [FieldOffset(448)] public KvmSystemRegisters SystemRegisters;
}
