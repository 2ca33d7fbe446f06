namespace Microlight.AspNetCore;

/// <summary>How a request ended.</summary>
internal enum RequestOutcome
{
    Answered,
    Failed,
    TimedOut,
    Rejected,
    Aborted,
}
