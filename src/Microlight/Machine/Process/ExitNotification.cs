using System.Runtime.InteropServices;

namespace Microlight.Machine.Process;

/// <summary>struct seccomp_notif with its struct seccomp_data: the kernel's word, only the arguments are the guest's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ExitNotification
{
    public ulong Id;
    public uint Process, Flags;
    public int Number;
    public uint Architecture;
    public ulong InstructionPointer;
    /// <summary>The signal, its siginfo and its ucontext, if the handler made the call.</summary>
    public ulong Signal, Information, Context;
    private readonly ulong _fourth, _fifth, _sixth;
}
