using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microlight.Hosting.Registration;

/// <summary>
/// Makes a micro-VM's pool when the application starts: a missing import, a bad image or a machine without a hypervisor stops the
/// start, not the first request.
/// </summary>
internal sealed partial class MicroVmStarter(IServiceProvider services, string name, ILogger<MicroVmStarter> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var pool = services.GetRequiredKeyedService<SandboxPool>(name);
        Started(logger, name, services.GetRequiredKeyedService<GuestImage>(name).Name, pool.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Micro-VM '{Name}' is ready: image '{Image}', {Count} sandboxes prewarmed.")]
    private static partial void Started(ILogger logger, string name, string image, int count);
}
