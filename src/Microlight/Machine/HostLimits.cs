using System.ComponentModel;

namespace Microlight.Machine;

/// <summary>
/// Names the limit of the host that a system call ran into, and what to do about it: errno(3), getrlimit(2), proc_sys_vm(5). A sandbox
/// takes two file descriptors, about four mappings and, with KVM, a thread of the kernel's.
/// </summary>
internal static class HostLimits
{
    /// <summary>A sentence to follow the error's own, or nothing where there is none to say.</summary>
    public static string Advice(Win32Exception exception) => exception.NativeErrorCode switch
    {
        Linux.EMFILE => " The process has as many open files as it may: raise its limit (ulimit -n; LimitNOFILE= of a systemd service) or keep fewer sandboxes.",
        Linux.ENFILE => " The system has as many open files as it may: raise fs.file-max or keep fewer sandboxes.",
        Linux.ENOMEM when Mappings() is var (used, most) && used > most - 64 =>
            $" The process has {used} of the {most} memory mappings that it may: raise vm.max_map_count or keep fewer sandboxes.",
        Linux.ENOMEM => " The host has no memory left for it, or the process's control group or address space limit (ulimit -v) allows no more.",
        Linux.EAGAIN => " The process may have no more threads, of which KVM makes one for each VM: raise the limit (pids.max of the control group; kernel.pid_max).",
        _ => "",
    };

    private static (int Used, int Most) Mappings()
    {
        try
        {
            return (File.ReadLines("/proc/self/maps").Count(), int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return (0, int.MaxValue);
        }
    }
}
