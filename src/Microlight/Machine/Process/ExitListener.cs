using System.Diagnostics;
using System.Runtime.InteropServices;
using static Microlight.Machine.Process.ProcessNative;

namespace Microlight.Machine.Process;

/// <summary>
/// The host's end of a child's exits: a seccomp listener (Documentation/userspace-api/seccomp_filter.rst, "Userspace Notification").
/// Between an exit that <see cref="Wait"/> reports and <see cref="TryAnswer"/> the kernel itself holds the child's only thread, whatever the guest did.
/// </summary>
internal sealed unsafe class ExitListener : FileDescriptor
{
    private ulong _exit;

    private ExitListener(int fd) : base(fd)
    {
        // The two sides take turns: the woken one may as well run where this one runs. Linux 6.6; without it only slower.
        Linux.ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
    }

    /// <summary>System calls made so far.</summary>
    public long SystemCalls { get; private set; }

    /// <summary>Takes the listener that a child sends through a socket; null if the child ended instead.</summary>
    public static ExitListener? Receive(int socket)
    {
        var rights = default(DescriptorMessage);
        byte payload;
        var vector = new IoVector { Start = (ulong)&payload, Length = 1 };
        var message = new MessageHeader { Vectors = (ulong)&vector, VectorCount = 1, Control = (ulong)&rights, ControlLength = (ulong)sizeof(DescriptorMessage) };
        nint received;
        do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
        while (received < 0 && Marshal.GetLastPInvokeError() == Linux.EINTR);
        if (received < 0) throw Linux.Failed("Receiving a guest's listener");
        return received == 1 && rights.Type == SCM_RIGHTS ? new ExitListener((int)rights.Descriptor) : null;
    }

    /// <summary>What came of waiting.</summary>
    public enum Result
    {
        Exit,
        Ended,
        TimedOut,
    }

    /// <summary>Waits for the child to exit to the host.</summary>
    public Result Wait(TimeSpan patience, out ExitNotification notification)
    {
        notification = default;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var descriptor = new PollDescriptor { Descriptor = Number, Events = POLLIN };
            SystemCalls++;
            var left = patience - Stopwatch.GetElapsedTime(start);
            var ready = poll(&descriptor, 1, Math.Max(0, (int)Math.Ceiling(left.TotalMilliseconds)));
            if (ready == 0) return Result.TimedOut;
            if (ready < 0)
            {
                // A signal of the runtime's.
                if (Marshal.GetLastPInvokeError() != Linux.EINTR) throw Linux.Failed("poll");
                if (left <= TimeSpan.Zero) return Result.TimedOut;
                continue;
            }
            if ((descriptor.Results & POLLIN) == 0) return Result.Ended;
            SystemCalls++;
            ExitNotification received = default; // the kernel insists on zeros
            if (Linux.ioctl(Number, SECCOMP_IOCTL_NOTIF_RECV, (nint)(&received)) < 0)
            {
                // Interrupted, or the child was killed in between: poll says which.
                if (Marshal.GetLastPInvokeError() is not (Linux.EINTR or Linux.ENOENT)) throw Linux.Failed("SECCOMP_IOCTL_NOTIF_RECV");
                continue;
            }
            _exit = received.Id;
            notification = received;
            return Result.Exit;
        }
    }

    /// <summary>Lets the child go on, its system call returning <paramref name="value"/>; false if there is no child any more.</summary>
    public bool TryAnswer(ulong value)
    {
        var response = new Response { Id = _exit, Value = value };
        SystemCalls++;
        return Linux.ioctl(Number, SECCOMP_IOCTL_NOTIF_SEND, (nint)(&response)) == 0;
    }

    /// <summary>struct seccomp_notif_resp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public ulong Id, Value;
        public int Error;
        public uint Flags;
    }
}
