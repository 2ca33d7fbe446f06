namespace Microlight.Hosting.Registration;

/// <summary>What code said about one micro-VM; filled while services are registered, read when they are made.</summary>
internal sealed class MicroVmRegistration(string name)
{
    public string Name { get; } = name;

    /// <summary>Makes the image, instead of reading the file that the options name.</summary>
    public Func<IServiceProvider, GuestImage>? Image { get; set; }

    public List<Func<IServiceProvider, SandboxOptions, SandboxOptions>> Configure { get; } = [];
}
