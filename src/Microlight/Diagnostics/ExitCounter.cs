using Microlight.Abi;
using Microlight.Machine;

namespace Microlight.Diagnostics;

/// <summary>One sandbox's exits by reason: always counted here, and told to the meter while somebody listens.</summary>
internal sealed class ExitCounter(GuestImage image)
{
    private static readonly string[] s_names = ["call_done", "host_call", "memory_grow", "wait", "abort", "exception", "uncommitted", "interrupted", "machine"];

    private readonly long[] _counts = new long[s_names.Length];

    /// <summary>Exits for that reason since the sandbox was created.</summary>
    public long this[ExitReason reason] => _counts[(int)reason];

    public void Count(in MachineExit exit)
    {
        var reason = ReasonOf(exit);
        _counts[(int)reason]++;
        if (DiagnosticsSwitch.IsOn) Report(reason);
    }

    private void Report(ExitReason reason)
    {
        if (!MicrolightDiagnostics.Exits.Enabled) return;
        MicrolightDiagnostics.Exits.Add(1, MicrolightDiagnostics.Tag(Tags.Image, image.Name), MicrolightDiagnostics.Tag(Tags.Reason, s_names[(int)reason]));
    }

    private static ExitReason ReasonOf(in MachineExit exit) => exit.Kind switch
    {
        ExitKind.Port => exit.Detail switch
        {
            Ports.CallDone => ExitReason.CallDone,
            Ports.HostCall => ExitReason.HostCall,
            Ports.MemoryGrow => ExitReason.MemoryGrow,
            Ports.Wait => ExitReason.Wait,
            Ports.Abort => ExitReason.Abort,
            >= Ports.ExceptionBase and < Ports.ExceptionBase + Microlight.Machine.Monitor.VectorCount => ExitReason.Exception,
            _ => ExitReason.Machine,
        },
        ExitKind.Uncommitted => ExitReason.Uncommitted,
        ExitKind.Interrupted => ExitReason.Interrupted,
        _ => ExitReason.Machine,
    };
}
