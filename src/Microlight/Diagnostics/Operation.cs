using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Microlight.Diagnostics;

/// <summary>
/// One creation, call or restore while it is measured: its start and its activity. All zero, and free, where nobody listens.
/// </summary>
internal readonly struct Operation
{
    private readonly OperationKind _kind;
    private readonly long _start;
    private readonly Activity? _activity;

    private Operation(OperationKind kind, Activity? activity)
    {
        _kind = kind;
        _start = Stopwatch.GetTimestamp();
        _activity = activity;
    }

    /// <summary>Starts measuring if somebody listens. Only a call has a function.</summary>
    public static Operation Begin(OperationKind kind, GuestImage image, Isolation isolation, string? function = null) =>
        DiagnosticsSwitch.IsOn && IsListenedTo(kind) ? Start(kind, image.Name, isolation, function) : default;

    /// <summary>
    /// Ends it: for which sandbox (null where none came to be), with what it threw (null if it went well) and, of a restore, with the
    /// pages it found written.
    /// </summary>
    public void End(GuestImage image, Sandbox? sandbox, Exception? failure, long pages = 0)
    {
        if (_start != 0) Finish(image.Name, sandbox, failure, pages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsListenedTo(OperationKind kind) => MicrolightDiagnostics.Activities.HasListeners() || kind switch
    {
        OperationKind.Create => MicrolightDiagnostics.CreateDuration.Enabled,
        OperationKind.Call => MicrolightDiagnostics.CallDuration.Enabled,
        _ => MicrolightDiagnostics.RestoreDuration.Enabled || MicrolightDiagnostics.PagesDirtied.Enabled,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Operation Start(OperationKind kind, string image, Isolation isolation, string? function)
    {
        var activity = MicrolightDiagnostics.Activities.StartActivity(kind switch
        {
            OperationKind.Create => "microlight.create",
            OperationKind.Call => "microlight.call",
            _ => "microlight.restore",
        });
        if (activity is not null)
        {
            activity.SetTag(Tags.Image, image).SetTag(Tags.Isolation, Tags.Of(isolation));
            if (function is not null)
            {
                activity.SetTag(Tags.Function, function);
                activity.DisplayName = $"call {function}";
            }
        }
        return new Operation(kind, activity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Finish(string image, Sandbox? sandbox, Exception? failure, long pages)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var outcome = Tags.OutcomeOf(failure);
        var imageTag = MicrolightDiagnostics.Tag(Tags.Image, image);
        var histogram = _kind switch
        {
            OperationKind.Create => MicrolightDiagnostics.CreateDuration,
            OperationKind.Call => MicrolightDiagnostics.CallDuration,
            _ => MicrolightDiagnostics.RestoreDuration,
        };
        histogram.Record(seconds, imageTag, MicrolightDiagnostics.Tag(Tags.Outcome, outcome));
        if (_kind == OperationKind.Restore && failure is null) MicrolightDiagnostics.PagesDirtied.Record(pages, imageTag);
        if (_activity is null) return;
        _activity.SetTag(Tags.Outcome, outcome);
        if (sandbox is not null) _activity.SetTag(Tags.Sandbox, sandbox.Id);
        if (_kind == OperationKind.Restore && failure is null) _activity.SetTag(Tags.Pages, pages);
        if (failure is not null) _activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        _activity.Dispose();
    }
}
