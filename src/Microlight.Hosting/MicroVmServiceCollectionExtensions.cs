using Microlight;
using Microlight.Hosting;
using Microlight.Hosting.Registration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

// Where an application's start-up code looks for extension methods of its service collection.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers micro-VMs and their health checks.</summary>
public static class MicroVmServiceCollectionExtensions
{
    /// <summary>
    /// Registers a micro-VM by name: its <see cref="GuestImage"/> and its <see cref="SandboxPool"/> as singletons with the name as their
    /// key (<c>[FromKeyedServices("plugins")] SandboxPool pool</c>), and the <see cref="Snapshot"/> where it is warmed up. Its options are validated and its pool is made when the application
    /// starts; both end with the container.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Key of the services and the pool's name in metrics; each name once.</param>
    /// <param name="configure">Sets options; runs in turn with <see cref="MicroVmBuilder.Bind"/>, in the order of the calls.</param>
    /// <exception cref="ArgumentException">There is a micro-VM of that name already.</exception>
    public static MicroVmBuilder AddMicroVm(this IServiceCollection services, string name, Action<MicroVmOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (services.Any(service => service.ServiceType == typeof(MicroVmRegistration) && name.Equals(service.ServiceKey)))
            throw new ArgumentException($"There is a micro-VM named '{name}' already; give each a name of its own.", nameof(name));
        var registration = new MicroVmRegistration(name);
        services.AddKeyedSingleton(name, registration);
        services.AddSingleton<IValidateOptions<MicroVmOptions>>(new MicroVmOptionsValidator(registration));
        var options = services.AddOptions<MicroVmOptions>(name).ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddKeyedSingleton(name, static (provider, key) => MicroVmFactory.CreateImage(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => MicroVmFactory.CreateSnapshot(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => MicroVmFactory.CreatePool(provider, (string)key!));
        services.AddSingleton<IHostedService>(provider => new MicroVmStarter(provider, name, provider.GetService<ILogger<MicroVmStarter>>() ?? NullLogger<MicroVmStarter>.Instance));
        return new MicroVmBuilder(services, registration);
    }

    /// <summary>Adds a check that a sandbox of a micro-VM can be had within a second.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The micro-VM's name.</param>
    /// <param name="failureStatus">What it reports where no sandbox can be had at all; null for unhealthy.</param>
    /// <param name="tags">Tags for filtering.</param>
    public static IHealthChecksBuilder AddMicroVm(this IHealthChecksBuilder builder, string name, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration($"microvm:{name}", provider => new MicroVmHealthCheck(provider, name), failureStatus, tags));
    }
}
