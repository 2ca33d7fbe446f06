using Microlight.Tars;
using Microlight.Tars.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Where an application's start-up code looks for extension methods of its service collection.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a TARS server.</summary>
public static class TarsServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="TarsServer"/> that starts and stops with the application, once.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; null for the defaults. Log messages go to the application's log.</param>
    /// <returns>What objects are added to.</returns>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public static TarsServerBuilder AddTarsServer(this IServiceCollection services, Action<TarsServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(TarsServer))) throw new InvalidOperationException("The application has a TARS server already; add all objects to that.");
        var builder = new TarsServerBuilder(services);
        services.AddSingleton(provider =>
        {
            var options = new TarsServerOptions();
            if (provider.GetService<ILoggerFactory>() is { } log) options.LoggerFactory = log;
            configure?.Invoke(options);
            return new TarsServer(options);
        });
        services.AddSingleton<IHostedService>(provider => new TarsServerStarter(provider.GetRequiredService<TarsServer>(), builder, provider));
        return builder;
    }
}
