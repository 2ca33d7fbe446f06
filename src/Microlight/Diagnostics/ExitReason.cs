namespace Microlight.Diagnostics;

/// <summary>Why a guest came back to the host, for counting.</summary>
internal enum ExitReason
{
    CallDone,
    HostCall,
    MemoryGrow,
    Wait,
    Abort,
    Exception,
    Uncommitted,
    /// <summary>A stop, or a signal of the runtime after which the guest goes on.</summary>
    Interrupted,
    /// <summary>The machine cannot go on.</summary>
    Machine,
}
