using Microlight.Hosting.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microlight.Hosting;

/// <summary>Adds to a micro-VM that was registered by <c>AddMicroVm</c>.</summary>
public sealed class MicroVmBuilder
{
    private readonly MicroVmRegistration _registration;

    internal MicroVmBuilder(IServiceCollection services, MicroVmRegistration registration)
    {
        Services = services;
        _registration = registration;
    }

    /// <summary>The key of the services.</summary>
    public string Name => _registration.Name;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes <see cref="MicroVmOptions"/> from configuration. A key that they do not have is an error at the start.</summary>
    public MicroVmBuilder Bind(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        // In this order: a misspelt key is told before a value is converted.
        Services.AddOptions<MicroVmOptions>(Name).Configure(_ => ConfigurationKeys.Check(Name, section)).Bind(section);
        return this;
    }

    /// <summary>Takes the guest from elsewhere than <see cref="MicroVmOptions.ImagePath"/>. Called once; the container disposes of the image.</summary>
    public MicroVmBuilder UseImage(Func<IServiceProvider, GuestImage> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _registration.Image = image;
        return this;
    }

    /// <summary>
    /// Lets a first sandbox do what all of them would have to do first; the pool's sandboxes then start with its memory as it is
    /// afterwards. Called once, when the pool is made.
    /// </summary>
    public MicroVmBuilder WarmUp(Action<Sandbox> warmUp)
    {
        ArgumentNullException.ThrowIfNull(warmUp);
        _registration.WarmUp += warmUp;
        return this;
    }

    /// <summary>
    /// Changes the options of the sandboxes when the pool is made: host functions, first of all. May be called several times; each gets
    /// what the one before returned.
    /// </summary>
    public MicroVmBuilder ConfigureSandbox(Func<IServiceProvider, SandboxOptions, SandboxOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _registration.Configure.Add(configure);
        return this;
    }
}
