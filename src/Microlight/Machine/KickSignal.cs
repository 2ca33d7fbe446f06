using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>
/// The signal that brings a thread out of KVM_RUN. Its handler does nothing; that the system call is interrupted is the point.
/// </summary>
internal static unsafe class KickSignal
{
    /// <summary>Signals from SIGRTMIN up are the C library's and the runtime's (.NET takes SIGRTMIN); ours is the first free one from here.</summary>
    private const int FirstOffset = 6;
    private const int SignalActionSize = 152; // struct sigaction of glibc: handler, 128 bytes of mask, flags, restorer
    private const nint Default = 0; // SIG_DFL

    private static readonly Lazy<int> s_number = new(Install);

    public static void Send(int thread) => Linux.tgkill(s_process, thread, s_number.Value);

    /// <summary>Makes sure that the handler is in place before the first thread runs a guest.</summary>
    public static void Prepare() => _ = s_number.Value;

    private static readonly int s_process = Linux.getpid();

    private static int Install()
    {
        // A function of the C library that touches nothing serves as the handler: managed code must not run in one.
        var handler = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "abs");
        var last = Linux.__libc_current_sigrtmax();
        var action = stackalloc byte[SignalActionSize];
        for (var signal = Linux.__libc_current_sigrtmin() + FirstOffset; signal <= last; signal++)
        {
            new Span<byte>(action, SignalActionSize).Clear();
            Linux.Check(Linux.sigaction(signal, null, action), "Reading a signal's action");
            if (*(nint*)action != Default) continue;
            new Span<byte>(action, SignalActionSize).Clear();
            *(nint*)action = handler; // flags stay 0: without SA_RESTART the interrupted KVM_RUN returns
            Linux.Check(Linux.sigaction(signal, action, null), "Installing the signal handler that stops guests");
            return signal;
        }
        throw new HypervisorUnavailableException("Every real-time signal has a handler already; Microlight needs one to stop guests that run too long.");
    }
}
