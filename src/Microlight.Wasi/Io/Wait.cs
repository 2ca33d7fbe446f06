namespace Microlight.Wasi.Io;

/// <summary>Waiting for tasks whose outcome somebody else will look at.</summary>
internal static class Wait
{
    /// <summary>Completes when the task has ended, however: its failure is not this one's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the task goes on.</exception>
    public static Task ForEndOf(Task task, CancellationToken cancellationToken) => task
        .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
        .WaitAsync(cancellationToken);
}
