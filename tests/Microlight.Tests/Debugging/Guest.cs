namespace Microlight.Tests.Debugging;

/// <summary>The C guests of these tests; they skip where there is no KVM or no compiler.</summary>
internal static class Guest
{
    public static string PathOf(string name)
    {
        Kvm.Require();
        var path = Path.Combine(AppContext.BaseDirectory, name + ".elf");
        Skip.IfNot(File.Exists(path), $"{name}.elf was not built; guests in C need gcc.");
        return path;
    }

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static GuestImage Load(string name) => GuestImage.Load(PathOf(name));

    public static Sandbox Start(GuestImage image, SandboxOptions? options = null)
    {
        options ??= new SandboxOptions();
        return Sandbox.Create(image, options with { HostFunctions = new HostFunctions().Add("Check", () => { }) });
    }
}
