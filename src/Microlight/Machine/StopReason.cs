namespace Microlight.Machine;

/// <summary>Why a call is to end before its time.</summary>
internal enum StopReason
{
    None,
    TimedOut,
    CpuBudget,
    Cancelled,
    Disposed,
}
