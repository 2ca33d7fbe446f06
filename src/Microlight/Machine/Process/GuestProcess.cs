using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static Microlight.Machine.Process.ProcessNative;

namespace Microlight.Machine.Process;

/// <summary>
/// A child process: started with the descriptors that it needs, held by a pidfd (whose number cannot come to mean another process),
/// killed and reaped at the end.
/// </summary>
internal sealed unsafe class GuestProcess : FileDescriptor
{
    private static readonly Lazy<MemoryFile> s_program = new(WriteProgram);

    private GuestProcess(int descriptor, int id) : base(descriptor) => Id = id;

    /// <summary>Its process id, which is its own until it is disposed of.</summary>
    public int Id { get; }

    /// <summary>Starts a child that inherits the given descriptors, at their own numbers, and finds its control area at one of them.</summary>
    /// <exception cref="Win32Exception">There is no room for another process or descriptor.</exception>
    /// <exception cref="HypervisorUnavailableException">The system refuses to run the child's program.</exception>
    public static GuestProcess Start(int control, IEnumerable<int> descriptors)
    {
        var program = s_program.Value;
        var path = $"/proc/self/fd/{program.Number.ToString(CultureInfo.InvariantCulture)}";
        var inherited = descriptors.Append(control).Distinct().ToArray();
        var pid = ProcessStarter.Run(() => Spawn(path, control, inherited));
        // Nobody else waits for it, so the number is still its own, even if it has ended.
        var descriptor = (int)syscall(SYS_pidfd_open, pid, 0, 0, 0);
        if (descriptor >= 0) return new GuestProcess(descriptor, pid);
        var failure = Linux.Failed("pidfd_open");
        Linux.kill(pid, SIGKILL);
        Linux.waitpid(pid, null, 0);
        throw failure;
    }

    /// <summary>Sends a signal; nothing happens if the process has ended.</summary>
    public void Signal(int signal)
    {
        if (syscall(SYS_pidfd_send_signal, Number, signal, 0, 0) < 0 && Marshal.GetLastPInvokeError() != ESRCH) throw Linux.Failed("pidfd_send_signal");
    }

    /// <summary>The clock of the CPU time that it uses, in user and kernel mode; readable until it is disposed of.</summary>
    public int CpuClock => Machine.CpuClock.OfProcess(Id);

    protected override bool ReleaseHandle()
    {
        syscall(SYS_pidfd_send_signal, handle, SIGKILL, 0, 0);
        var information = stackalloc byte[128]; // siginfo_t
        while (waitid(P_PIDFD, (int)handle, information, WEXITED) < 0 && Marshal.GetLastPInvokeError() == Linux.EINTR)
        {
        }
        return base.ReleaseHandle();
    }

    private static int Spawn(string path, int control, int[] inherited)
    {
        // Opaque structures of the C library.
        var actions = stackalloc byte[SpawnStructureSize];
        var attributes = stackalloc byte[SpawnStructureSize];
        var signals = stackalloc byte[SignalSetSize];
        fixed (byte* program = Encoding.UTF8.GetBytes(path + "\0"), name = Encoding.UTF8.GetBytes(control.ToString(CultureInfo.InvariantCulture) + "\0"))
        {
            Check(posix_spawn_file_actions_init(actions));
            Check(posix_spawnattr_init(attributes));
            try
            {
                // Onto itself: that takes the close-on-exec mark away, in the child alone.
                foreach (var descriptor in inherited) Check(posix_spawn_file_actions_adddup2(actions, descriptor, descriptor));
                new Span<byte>(signals, SignalSetSize).Fill(0xff);
                // Blocked until guest code runs, whose first frame opens those that it may get.
                Check(posix_spawnattr_setsigmask(attributes, signals));
                // A session of its own: Ctrl-C in a terminal is the host's to deal with.
                Check(posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID));
                var arguments = stackalloc byte*[] { name, null };
                var environment = stackalloc byte*[] { null };
                var error = posix_spawn(out var pid, program, actions, attributes, arguments, environment);
                if (error is Linux.EACCES or Linux.EPERM or Linux.ENOENT)
                    throw new HypervisorUnavailableException($"Process isolation does not work here: running a program from memory ({path}) was refused: "
                        + $"{Marshal.GetPInvokeErrorMessage(error)}; it needs /proc, and vm.memfd_noexec below 2.");
                Check(error);
                return pid;
            }
            finally
            {
                _ = posix_spawnattr_destroy(attributes);
                _ = posix_spawn_file_actions_destroy(actions);
            }
        }

        static void Check(int error)
        {
            if (error != 0) throw new Win32Exception(error, $"Starting a guest's process failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).");
        }
    }

    private static MemoryFile WriteProgram()
    {
        try
        {
            var elf = ChildProgram.ToElf();
            var file = MemoryFile.CreateExecutable("microlight-guest", elf.Length);
            file.Write(0, elf);
            file.Seal();
            return file;
        }
        catch (Win32Exception refusal)
        {
            throw new HypervisorUnavailableException($"Process isolation does not work here: {refusal.Message} It needs vm.memfd_noexec below 2.", refusal);
        }
    }
}
