using System.Runtime.InteropServices;

namespace Microlight.Machine.Process;

/// <summary>
/// The Linux calls that the process backend makes beside those of <see cref="Linux"/>, and the numbers of those that its child makes
/// (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/linux/seccomp.h, prctl.h, asm/signal.h of Linux 6.18).
/// </summary>
internal static unsafe partial class ProcessNative
{
    // System calls of the child.
    public const int SYS_mmap = 9, SYS_munmap = 11, SYS_rt_sigaction = 13, SYS_rt_sigreturn = 15, SYS_sendmsg = 46, SYS_chdir = 80, SYS_getppid = 110,
        SYS_capset = 126, SYS_sigaltstack = 131, SYS_prctl = 157, SYS_prlimit64 = 302, SYS_seccomp = 317, SYS_close_range = 436;
    // System calls of the host that the C library has no function for.
    public const int SYS_pidfd_send_signal = 424, SYS_pidfd_open = 434;

    public const int PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_SET_NAME = 15, PR_SET_NO_NEW_PRIVS = 38, PR_SET_SPECULATION_CTRL = 53;
    public const int PR_SPEC_INDIRECT_BRANCH = 1, PR_SPEC_FORCE_DISABLE = 8;
    public const int RLIMIT_CORE = 4, RLIMIT_NPROC = 6, RLIMIT_NOFILE = 7;
    public const uint LINUX_CAPABILITY_VERSION_3 = 0x2008_0522;

    public const int SECCOMP_SET_MODE_FILTER = 1, SECCOMP_GET_ACTION_AVAIL = 2;
    public const uint SECCOMP_RET_TRAP = 0x0003_0000, SECCOMP_RET_USER_NOTIF = 0x7fc0_0000, SECCOMP_RET_ALLOW = 0x7fff_0000;
    public const int SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5;
    public const uint SECCOMP_IOCTL_NOTIF_RECV = 0xC050_2100, SECCOMP_IOCTL_NOTIF_SEND = 0xC018_2101, SECCOMP_IOCTL_NOTIF_SET_FLAGS = 0x4008_2104;
    public const int SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP = 1;

    public const int SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGKILL = 9, SIGUSR1 = 10, SIGSEGV = 11, SIGSYS = 31;
    /// <summary>si_code of a signal that the kernel sent for no exception of the CPU's.</summary>
    public const int SI_KERNEL = 0x80;
    public const ulong SA_SIGINFO = 4, SA_RESTORER = 0x0400_0000, SA_ONSTACK = 0x0800_0000;

    public const int PROT_EXEC = 4;
    public const int AF_UNIX = 1, SOCK_SEQPACKET = 5, SOCK_CLOEXEC = 0x80000, SOL_SOCKET = 1, SCM_RIGHTS = 1, MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x4000_0000;
    public const short POLLIN = 1;
    public const int P_PIDFD = 3, WEXITED = 4;
    public const int ESRCH = 3;
    public const nuint AT_HWCAP2 = 26, AT_MINSIGSTKSZ = 51;
    /// <summary>Of AT_HWCAP2: user code may use RDFSBASE and its kind (arch/x86/include/uapi/asm/hwcap2.h).</summary>
    public const nuint HWCAP2_FSGSBASE = 2;

    // spawn.h of glibc; the opaque structures are smaller than this in every C library.
    public const short POSIX_SPAWN_SETSIGMASK = 8, POSIX_SPAWN_SETSID = 0x80;
    public const int SpawnStructureSize = 512, SignalSetSize = 128;

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Results;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public ulong Start, Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public ulong Name, NameLength, Vectors, VectorCount, Control, ControlLength, Flags;
    }

    /// <summary>struct cmsghdr with one descriptor, as SCM_RIGHTS has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DescriptorMessage
    {
        public ulong Length;
        public int Level, Type;
        public long Descriptor;

        /// <summary>CMSG_LEN(4): what is in <see cref="Length"/>.</summary>
        public const ulong UsedLength = 20;
    }

    [LibraryImport("libc")]
    public static partial int posix_spawn(out int pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* sockets);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recvmsg(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int type, int id, void* information, int options);

    [LibraryImport("libc")]
    public static partial nuint getauxval(nuint type);

    // Variadic in C; with integer arguments the x86-64 calling convention is the same.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint syscall(nint number, nint a, nint b, nint c, nint d);
}
