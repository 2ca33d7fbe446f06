using System.Runtime.InteropServices;

namespace Microlight.Cli.Serving;

/// <summary>Tells when the process is to stop (SIGINT, SIGTERM); until it is disposed of, those signals do nothing else.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt, _terminate;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Tell);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Tell);
    }

    /// <summary>Completes at the first signal.</summary>
    public Task Told => _told.Task;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Tell(PosixSignalContext context)
    {
        context.Cancel = true;
        _told.TrySetResult();
    }
}
