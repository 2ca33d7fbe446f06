namespace Microlight.Hosting;

/// <summary>
/// A micro-VM as an application's configuration describes it: the guest, its limits and its pool. What configuration cannot say (host
/// functions, an image that is not a file) is code's: <see cref="MicroVmBuilder"/>.
/// </summary>
public sealed class MicroVmOptions
{
    private static readonly SandboxOptions s_defaults = new();

    /// <summary>The guest image's file; a relative path starts at the application's folder (<see cref="AppContext.BaseDirectory"/>).</summary>
    public string? ImagePath { get; set; }

    /// <inheritdoc cref="SandboxOptions.CallTimeout"/>
    public TimeSpan? CallTimeout { get; set; } = s_defaults.CallTimeout;

    /// <inheritdoc cref="SandboxOptions.CallCpuBudget"/>
    public TimeSpan? CallCpuBudget { get; set; } = s_defaults.CallCpuBudget;

    /// <inheritdoc cref="SandboxOptions.HostFunctionGrace"/>
    public TimeSpan HostFunctionGrace { get; set; } = s_defaults.HostFunctionGrace;

    /// <inheritdoc cref="SandboxOptions.MaximumMemory"/>
    public ulong MaximumMemory { get; set; } = s_defaults.MaximumMemory;

    /// <inheritdoc cref="SandboxOptions.MaximumTotalMemory"/>
    public ulong? MaximumTotalMemory { get; set; } = s_defaults.MaximumTotalMemory;

    /// <inheritdoc cref="SandboxOptions.StackSize"/>
    public int StackSize { get; set; } = s_defaults.StackSize;

    /// <inheritdoc cref="SandboxOptions.MailboxBufferSize"/>
    public int MailboxBufferSize { get; set; } = s_defaults.MailboxBufferSize;

    /// <inheritdoc cref="SandboxOptions.CrashDumpDirectory"/>
    public string? CrashDumpDirectory { get; set; } = s_defaults.CrashDumpDirectory;

    /// <inheritdoc cref="SandboxOptions.MaximumCrashDumps"/>
    public int MaximumCrashDumps { get; set; } = s_defaults.MaximumCrashDumps;

    /// <inheritdoc cref="SandboxOptions.Isolation"/>
    public Isolation Isolation { get; set; } = s_defaults.Isolation;

    /// <summary>Size and rules of the pool.</summary>
    public MicroVmPoolOptions Pool { get; set; } = new();

    internal SandboxOptions ToSandboxOptions() => new()
    {
        CallTimeout = CallTimeout,
        CallCpuBudget = CallCpuBudget,
        HostFunctionGrace = HostFunctionGrace,
        MaximumMemory = MaximumMemory,
        MaximumTotalMemory = MaximumTotalMemory,
        StackSize = StackSize,
        MailboxBufferSize = MailboxBufferSize,
        CrashDumpDirectory = CrashDumpDirectory,
        MaximumCrashDumps = MaximumCrashDumps,
        Isolation = Isolation,
    };
}
