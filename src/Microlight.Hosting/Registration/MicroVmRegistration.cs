namespace Microlight.Hosting.Registration;

/// <summary>What code said about one micro-VM; filled while services are registered, read when they are made.</summary>
internal sealed class MicroVmRegistration(string name)
{
    public string Name { get; } = name;

    /// <summary>Makes the image, instead of reading the file that the options name.</summary>
    public Func<IServiceProvider, GuestImage>? Image { get; set; }

    /// <summary>What is done once, before the snapshot that the pool's sandboxes are made of; null for none.</summary>
    public Action<Sandbox>? WarmUp { get; set; }

    public List<Func<IServiceProvider, SandboxOptions, SandboxOptions>> Configure { get; } = [];
}
