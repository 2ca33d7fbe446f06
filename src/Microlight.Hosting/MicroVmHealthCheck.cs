using Microlight.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microlight.Hosting;

/// <summary>
/// Whether a micro-VM can answer: a sandbox can be had from its pool. All in use for <see cref="Patience"/> is degraded; none to be
/// had at all (no hypervisor, no memory, no file descriptors) is unhealthy.
/// </summary>
internal sealed class MicroVmHealthCheck(IServiceProvider services, string name) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits for a sandbox.</summary>
    public static TimeSpan Patience => s_patience;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var pool = services.GetRequiredKeyedService<SandboxPool>(name);
            var data = new Dictionary<string, object> { ["size"] = pool.Count, ["idle"] = pool.IdleCount, ["waiting"] = pool.WaitingCount };
            return await CanRent(pool, cancellationToken).ConfigureAwait(false)
                ? HealthCheckResult.Healthy($"The micro-VM '{name}' answers.", data)
                : HealthCheckResult.Degraded($"All sandboxes of the micro-VM '{name}' are in use.", data: data);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The micro-VM '{name}' does not answer: {exception.Message}", exception);
        }
    }

    private async ValueTask<bool> CanRent(SandboxPool pool, CancellationToken cancellationToken)
    {
        if (pool.KeepsTenantsApart)
        {
            // A rent would take some tenant's place; a machine beside the pool shows as much.
            Sandbox.Create(services.GetRequiredKeyedService<GuestImage>(name), MicroVmFactory.CreateSandboxOptions(services, name)).Dispose();
            return true;
        }
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(s_patience);
        try
        {
            (await pool.RentAsync(source.Token).ConfigureAwait(false)).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is SandboxPoolExhaustedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
