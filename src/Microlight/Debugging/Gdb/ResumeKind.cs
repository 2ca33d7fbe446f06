namespace Microlight.Debugging.Gdb;

/// <summary>How a stopped guest goes on.</summary>
internal enum ResumeKind
{
    Continue,
    /// <summary>One instruction.</summary>
    Step,
    /// <summary>The exception takes its course: the call ends with it.</summary>
    Deliver,
    /// <summary>The call ends as cancelled.</summary>
    Kill,
}
