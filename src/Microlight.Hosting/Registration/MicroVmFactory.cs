using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microlight.Hosting.Registration;

/// <summary>Makes the services of one micro-VM from its registration and options.</summary>
internal static class MicroVmFactory
{
    public static GuestImage CreateImage(IServiceProvider services, string name)
    {
        var registration = services.GetRequiredKeyedService<MicroVmRegistration>(name);
        return registration.Image is { } image ? image(services) : GuestImage.Load(FullPath(Options(services, name).ImagePath!));
    }

    public static SandboxPool CreatePool(IServiceProvider services, string name) => SandboxPool.Create(
        services.GetRequiredKeyedService<GuestImage>(name),
        CreateSandboxOptions(services, name),
        Options(services, name).Pool.ToPoolOptions(name, services.GetService<TimeProvider>()));

    public static SandboxOptions CreateSandboxOptions(IServiceProvider services, string name)
    {
        var options = Options(services, name).ToSandboxOptions() with { Logger = services.GetService<ILoggerFactory>()?.CreateLogger($"Microlight.Guest.{name}") };
        foreach (var configure in services.GetRequiredKeyedService<MicroVmRegistration>(name).Configure)
            options = configure(services, options) ?? throw new InvalidOperationException($"A ConfigureSandbox function of the micro-VM '{name}' returned null; it must return the options.");
        return options;
    }

    public static string FullPath(string path) => Path.GetFullPath(path, AppContext.BaseDirectory);

    private static MicroVmOptions Options(IServiceProvider services, string name) => services.GetRequiredService<IOptionsMonitor<MicroVmOptions>>().Get(name);
}
