namespace Microlight.Diagnostics;

/// <summary>Names and values of the tags of metrics and activities.</summary>
internal static class Tags
{
    public const string Image = "image", Function = "function", Isolation = "isolation", Sandbox = "sandbox", Outcome = "outcome",
        Reason = "reason", Level = "level", Pages = "pages";

    public const string Ok = "ok";

    /// <summary>How a call ended, from what it threw: one word for each kind of exception that docs/failures.md lists.</summary>
    public static string OutcomeOf(Exception? failure) => failure switch
    {
        null => Ok,
        SandboxTimeoutException => "timeout",
        SandboxCpuBudgetException => "cpu_budget",
        GuestExitException => "exit",
        HostFunctionException => "host_function",
        ProtocolViolationException => "protocol",
        GuestTrapException => "trap",
        SandboxOutOfMemoryException => "out_of_memory",
        CapabilityDeniedException => "capability_denied",
        SandboxPoisonedException => "poisoned",
        OperationCanceledException => "cancelled",
        ObjectDisposedException => "disposed",
        ArgumentException or InvalidOperationException => "misuse",
        _ => "error",
    };

    public static string Of(Isolation isolation) => isolation switch
    {
        Microlight.Isolation.VirtualMachine => "vm",
        Microlight.Isolation.Process => "process",
        _ => isolation.ToString(),
    };
}
