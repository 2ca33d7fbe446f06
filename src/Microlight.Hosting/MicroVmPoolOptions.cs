namespace Microlight.Hosting;

/// <summary><see cref="SandboxPoolOptions"/> as an application's configuration describes them.</summary>
public sealed class MicroVmPoolOptions
{
    private static readonly SandboxPoolOptions s_defaults = new();

    /// <inheritdoc cref="SandboxPoolOptions.Prewarm"/>
    public int Prewarm { get; set; } = s_defaults.Prewarm;

    /// <inheritdoc cref="SandboxPoolOptions.Maximum"/>
    public int Maximum { get; set; } = s_defaults.Maximum;

    /// <inheritdoc cref="SandboxPoolOptions.Reset"/>
    public SandboxResetPolicy Reset { get; set; } = s_defaults.Reset;

    /// <inheritdoc cref="SandboxPoolOptions.IdleTimeout"/>
    public TimeSpan? IdleTimeout { get; set; } = s_defaults.IdleTimeout;

    /// <inheritdoc cref="SandboxPoolOptions.Minimum"/>
    public int Minimum { get; set; } = s_defaults.Minimum;

    /// <inheritdoc cref="SandboxPoolOptions.FreshMachinePerTenant"/>
    public bool FreshMachinePerTenant { get; set; } = s_defaults.FreshMachinePerTenant;

    /// <inheritdoc cref="SandboxPoolOptions.RentTimeout"/>
    public TimeSpan? RentTimeout { get; set; } = s_defaults.RentTimeout;

    /// <inheritdoc cref="SandboxPoolOptions.MaximumWaiting"/>
    public int? MaximumWaiting { get; set; } = s_defaults.MaximumWaiting;

    internal SandboxPoolOptions ToPoolOptions(string name, TimeProvider? time) => new()
    {
        Name = name,
        Prewarm = Prewarm,
        Maximum = Maximum,
        Reset = Reset,
        IdleTimeout = IdleTimeout,
        Minimum = Minimum,
        FreshMachinePerTenant = FreshMachinePerTenant,
        RentTimeout = RentTimeout,
        MaximumWaiting = MaximumWaiting,
        TimeProvider = time ?? TimeProvider.System,
    };
}
