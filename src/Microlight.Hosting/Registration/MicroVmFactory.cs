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

    /// <exception cref="InvalidOperationException">Nothing was said about warming up.</exception>
    public static Snapshot CreateSnapshot(IServiceProvider services, string name)
    {
        var warmUp = services.GetRequiredKeyedService<MicroVmRegistration>(name).WarmUp
            ?? throw new InvalidOperationException($"The micro-VM '{name}' has no snapshot; it is not warmed up (call {nameof(MicroVmBuilder.WarmUp)}).");
        using var sandbox = Sandbox.Create(services.GetRequiredKeyedService<GuestImage>(name), CreateSandboxOptions(services, name));
        warmUp(sandbox);
        return sandbox.TakeSnapshot();
    }

    public static SandboxPool CreatePool(IServiceProvider services, string name)
    {
        var sandboxes = CreateSandboxOptions(services, name);
        var options = Options(services, name).Pool.ToPoolOptions(name, services.GetService<TimeProvider>());
        return services.GetRequiredKeyedService<MicroVmRegistration>(name).WarmUp is null
            ? SandboxPool.Create(services.GetRequiredKeyedService<GuestImage>(name), sandboxes, options)
            : SandboxPool.Create(services.GetRequiredKeyedService<Snapshot>(name), sandboxes, options);
    }

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
