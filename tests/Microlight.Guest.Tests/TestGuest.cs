namespace Microlight.Guest.Tests;

/// <summary>The test guest's image, read once, and sandboxes with the host functions that it imports.</summary>
public sealed class TestGuest : IDisposable
{
    public GuestImage Image { get; } = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "Microlight.Guest.TestGuest.elf"));

    public Sandbox Create(SandboxOptions? options = null)
    {
        Require();
        return Sandbox.Create(Image, (options ?? new SandboxOptions()) with { HostFunctions = Functions(), CallTimeout = TimeSpan.FromSeconds(30) });
    }

    public void Dispose() => Image.Dispose();

    /// <summary>Skips where there is no usable KVM, with the reason.</summary>
    private static void Require()
    {
        string? reason = null;
        try
        {
            Machine.Kvm.KvmSystem.Open();
        }
        catch (HypervisorUnavailableException exception)
        {
            reason = exception.Message;
        }
        Skip.If(reason is not null, reason);
    }

    private static HostFunctions Functions()
    {
        var functions = new HostFunctions();
        functions.Add("HostSByte", (sbyte x) => (sbyte)(x + 1));
        functions.Add("HostByte", (byte x) => (byte)(x - 1));
        functions.Add("HostInt16", (short x) => (short)(x + 1));
        functions.Add("HostUInt16", (ushort x) => (ushort)(x - 1));
        functions.Add("HostInt32", (int x) => x + 1);
        functions.Add("HostUInt32", (uint x) => x - 1);
        functions.Add("HostInt64", (long x) => x + 1);
        functions.Add("HostUInt64", (ulong x) => x - 1);
        functions.Add("HostSingle", (float x) => -x);
        functions.Add("HostDouble", (double x) => -x);
        functions.Add("HostBoolean", (bool x) => !x);
        functions.Add("HostString", (string x) => x + x);
        functions.Add("HostBytes", (byte[] x) => (byte[])[.. x, .. x]);
        functions.Add("HostTwo", (string first, byte[] second) => { if (first != "first" || second is not [1, 2, 3]) throw new InvalidDataException(first); });
        return functions;
    }
}
