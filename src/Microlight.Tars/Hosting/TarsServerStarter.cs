using Microsoft.Extensions.Hosting;

namespace Microlight.Tars.Hosting;

/// <summary>Starts and stops a server with its application.</summary>
internal sealed class TarsServerStarter(TarsServer server, TarsServerBuilder builder, IServiceProvider provider) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (objectName, servant) in builder.Objects) server.Add(objectName, servant(provider));
        return server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);
}
