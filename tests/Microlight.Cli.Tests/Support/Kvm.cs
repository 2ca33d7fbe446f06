namespace Microlight.Cli.Tests.Support;

/// <summary>Whether the tool can use virtual machines here.</summary>
internal static class Kvm
{
    public static bool IsAvailable { get; } = Sandbox.IsSupported(Isolation.VirtualMachine, out _);

    /// <summary>For tests that are about virtual machines.</summary>
    public static void RequireVirtualMachine() => Skip.IfNot(IsAvailable, "There is no usable /dev/kvm.");
}
