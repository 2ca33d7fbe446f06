using Microlight.Wasi.Random;

namespace Microlight.Wasi.Preview1;

/// <summary>proc_exit, proc_raise, sched_yield and random_get.</summary>
internal sealed class ProcessFunctions(RandomSource random)
{
    /// <summary>Bytes between two looks at the cancellation token.</summary>
    private const int RandomPiece = 1 << 20;

    /// <summary>Linux's numbers (arch/x86 asm/signal.h) of WASI's signals, in the order of typenames.witx <c>$signal</c>.</summary>
    private static ReadOnlySpan<byte> LinuxSignals =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    /// <summary>proc_exit: ends the call; never returns.</summary>
    public static Errno Exit(uint code) => throw new GuestExitException((int)code);

    /// <summary>
    /// Does what the signal does to a process that handles none: it ends it, with the exit code a shell reports (128 + number), or
    /// nothing. A guest that would be stopped has nobody to continue it; that is not supported.
    /// </summary>
    public static Errno Raise(uint signal)
    {
        if (signal >= LinuxSignals.Length) return Errno.Invalid;
        return LinuxSignals[(int)signal] switch
        {
            0 or 17 or 18 or 23 or 28 => Errno.Success, // none, CHLD, CONT, URG, WINCH: nothing happens
            19 or 20 or 21 or 22 => Errno.NotSupported, // STOP, TSTP, TTIN, TTOU
            var number => throw new GuestExitException(128 + number),
        };
    }

    public static Errno Yield(in Preview1Call call)
    {
        call.CancellationToken.ThrowIfCancellationRequested();
        Thread.Yield();
        return Errno.Success;
    }

    public Errno GetRandom(in Preview1Call call, uint pointer, uint length)
    {
        if (!call.Memory.Contains(pointer, length)) return Errno.Fault;
        for (ulong done = 0; done < length;)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            var piece = call.Memory.Slice(pointer + done, (int)Math.Min(length - done, RandomPiece));
            random(piece);
            done += (uint)piece.Length;
        }
        return Errno.Success;
    }
}
