using System.Runtime.InteropServices;
using static Microlight.Machine.Process.ProcessNative;

namespace Microlight.Machine.Process;

/// <summary>
/// The system calls that a child makes between its first instruction and the guest's: let go of everything that it was given or
/// inherited, map the guest's memory, catch the CPU's exceptions, and give up for good the right to make system calls.
/// </summary>
internal sealed unsafe class ChildStart
{
    private const int OwnCalls = 40;
    /// <summary>What the table's calls are, and where those that map memory put it.</summary>
    private readonly List<(string Name, ulong Address)> _calls = [];

    private ChildStart(ControlArea control) => Control = control;

    public ControlArea Control { get; }

    /// <summary>Prepares the control area of a child that maps this memory and sends its listener through a socket (its number there).</summary>
    /// <exception cref="InvalidGuestImageException">There is more memory than a start has room for.</exception>
    public static ChildStart Prepare(IReadOnlyList<GuestMapping> memory, int socket)
    {
        if (memory.Count > ControlLayout.MaximumEntries - OwnCalls)
            throw new InvalidGuestImageException($"The image has {memory.Count} pieces of memory (segments, regions); a process takes {ControlLayout.MaximumEntries - OwnCalls}. Link it with fewer, or use {nameof(Isolation)}.{nameof(Isolation.VirtualMachine)}.");
        var start = new ChildStart(new ControlArea(memory.Count + OwnCalls));
        try
        {
            start.Write(memory, socket);
            return start;
        }
        catch
        {
            start.Control.Dispose();
            throw;
        }
    }

    /// <summary>One sentence about why the child did not come up.</summary>
    public string Explain()
    {
        if (Control.ReadFailure() is not { } failure) return "A guest's process ended before it could say why.";
        var (name, address) = _calls[failure.Entry];
        if (failure.Error is Linux.EPERM or Linux.EACCES && address < PageTables.LargePage)
            return $"The image has memory at address 0x{address:x}, which this process may not map (vm.mmap_min_addr); compile the module for {nameof(Isolation)}.{nameof(Isolation.Process)}, "
                + "on the command line with 'microlight compile --isolation process'.";
        return $"A guest's process did not start; its {name} was refused: {Marshal.GetPInvokeErrorMessage(failure.Error)} (errno {failure.Error}).";
    }

    private void Write(IReadOnlyList<GuestMapping> memory, int socket)
    {
        Call("chdir", SYS_chdir, [Control.PutText("/")]);
        Call("prlimit64(RLIMIT_CORE)", SYS_prlimit64, [0, RLIMIT_CORE, Control.Put(default(NoLimit)), 0]);
        Call("prctl(PR_SET_NAME)", SYS_prctl, [PR_SET_NAME, Control.PutText("microlight")]);

        // First stack, environment, vdso and whatever else the kernel put there. The code page and the control area lie together.
        Call("munmap", SYS_munmap, [0, ControlLayout.Base]);
        Call("munmap", SYS_munmap, [ControlLayout.Code + 0x1000, ControlLayout.AddressSpaceEnd - ControlLayout.Code - 0x1000]);
        foreach (var piece in memory)
            Call("mmap", SYS_mmap, [piece.Address, piece.Bytes, (ulong)piece.Protection,
                (ulong)(Linux.MAP_FIXED | Linux.MAP_NORESERVE | (piece.Shared ? Linux.MAP_SHARED : Linux.MAP_PRIVATE)), (ulong)piece.File, piece.Offset]);

        var stack = Control.PutWords(ControlLayout.Base, 0, ControlLayout.SignalStackSize); // stack_t
        Call("sigaltstack", SYS_sigaltstack, [stack, 0]);
        // struct kernel_sigaction. While the handler runs, every signal waits. It returns by itself: the restorer is never used.
        var action = Control.PutWords(ChildProgram.Handler, SA_SIGINFO | SA_ONSTACK | SA_RESTORER, ChildProgram.Handler, ulong.MaxValue);
        foreach (var signal in (ReadOnlySpan<int>)[SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGUSR1, SIGSEGV, SIGSYS])
            Call("rt_sigaction", SYS_rt_sigaction, [(ulong)signal, action, 0, 8]);

        // Branch predictions of this process and of others are kept apart, where the kernel leaves that to the process.
        Call("prctl(PR_SET_SPECULATION_CTRL)", SYS_prctl, [PR_SET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, PR_SPEC_FORCE_DISABLE, 0, 0], optional: true);
        // No capabilities, however privileged the host is; only now, since mapping page 0 takes one.
        var header = Control.PutWords(LINUX_CAPABILITY_VERSION_3);
        Call("capset", SYS_capset, [header, Control.PutWords(0, 0, 0)]);
        Call("prctl(PR_SET_DUMPABLE)", SYS_prctl, [PR_SET_DUMPABLE, 0, 0, 0, 0]);
        // A host that died before this has closed its end of the socket, and sending fails.
        Call("prctl(PR_SET_PDEATHSIG)", SYS_prctl, [PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0]);
        Call("prctl(PR_SET_NO_NEW_PRIVS)", SYS_prctl, [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0]);

        var rights = Control.Put(new DescriptorMessage { Length = DescriptorMessage.UsedLength, Level = SOL_SOCKET, Type = SCM_RIGHTS });
        var payload = Control.Put(new IoVector { Start = rights, Length = 1 });
        var message = Control.Put(new MessageHeader { Vectors = payload, VectorCount = 1, Control = rights, ControlLength = (ulong)sizeof(DescriptorMessage) });
        Call("seccomp (with a listener)", SYS_seccomp,
            [SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, PutFilter(SeccompFilter.Exits())],
            result: rights + (ulong)Marshal.OffsetOf<DescriptorMessage>(nameof(DescriptorMessage.Descriptor)));
        Call("sendmsg", SYS_sendmsg, [(ulong)socket, message, MSG_NOSIGNAL]);
        Call("close_range", SYS_close_range, [0, uint.MaxValue, 0]);
        var none = Control.Put(default(NoLimit));
        Call("prlimit64(RLIMIT_NOFILE)", SYS_prlimit64, [0, RLIMIT_NOFILE, none, 0]);
        Call("prlimit64(RLIMIT_NPROC)", SYS_prlimit64, [0, RLIMIT_NPROC, none, 0]);
        Call("seccomp", SYS_seccomp, [SECCOMP_SET_MODE_FILTER, 0, PutFilter(SeccompFilter.Guest())]);
        Control.End();
    }

    private void Call(string name, int number, ReadOnlySpan<ulong> arguments, ulong result = 0, bool optional = false)
    {
        Control.Call(number, arguments, result, optional);
        _calls.Add((name, number == SYS_mmap ? arguments[0] : ulong.MaxValue));
    }

    /// <summary>struct sock_fprog: u16 instructions, pointer to them.</summary>
    private ulong PutFilter(byte[] program) => Control.PutWords((ulong)(program.Length / SeccompFilter.InstructionSize), Control.PutBytes(program));

    /// <summary>struct rlimit64 of zeros.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct NoLimit
    {
        private readonly ulong _soft, _hard;
    }
}
