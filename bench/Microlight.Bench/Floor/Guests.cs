namespace Microlight.Bench.Floor;

/// <summary>The two builds of bench/floor/guest.c and the options that all operations use.</summary>
internal sealed class Guests(GuestImage small, GuestImage large) : IDisposable
{
    /// <summary>A heap of 1 MiB to begin with, as the guest library has it.</summary>
    public GuestImage Small => small;

    /// <summary>A heap of 8 MiB to begin with, so that 1,000 pages are there to be written.</summary>
    public GuestImage Large => large;

    public static HostFunctions HostFunctions { get; } = new HostFunctions().Add(("bench", "Nothing"), GuestSignature.TryParse(">")!, static (_, _, _) => { });

    public static SandboxOptions Options { get; } = new() { HostFunctions = HostFunctions };

    public void Dispose()
    {
        small.Dispose();
        large.Dispose();
    }
}
