using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>An event of the host that a guest can wait for.</summary>
/// <param name="isReady">Whether it has happened; does not throw.</param>
/// <param name="wait">Completes when it may have happened, or throws that it was cancelled.</param>
internal sealed class HostPollable(Func<bool> isReady, Func<CancellationToken, ValueTask> wait) : Pollable
{
    /// <summary>One that has happened.</summary>
    public static HostPollable Ready() => new(static () => true, static _ => default);

    /// <summary>The end of a task, however it ends.</summary>
    public static HostPollable For(Task task) => new(() => task.IsCompleted, token => new ValueTask(Wait.ForEndOf(task, token)));

    public override ValueTask<bool> ReadyAsync(CancellationToken cancellationToken = default) => new(isReady());

    public override async ValueTask BlockAsync(CancellationToken cancellationToken = default)
    {
        while (!isReady()) await wait(cancellationToken).ConfigureAwait(false);
    }
}
