namespace Microlight.Tests;

/// <summary>Skips a test that is about virtual machines where there is no usable KVM, with the reason.</summary>
internal static class Kvm
{
    private static readonly Lazy<string?> s_refusal = new(FindRefusal);

    public static bool IsAvailable => s_refusal.Value is null;

    /// <summary>For tests whose sandboxes are virtual machines whatever the tests run on.</summary>
    public static void RequireVirtualMachine()
    {
        Skip.If(s_refusal.Value is not null, s_refusal.Value);
        Skip.If(SandboxOptions.DefaultIsolation != Isolation.VirtualMachine, "This is about virtual machines; the tests run on processes.");
    }

    /// <summary>For tests of sandboxes of either kind: there is always one.</summary>
    public static void Require() => Skip.If(!IsAvailable && SandboxOptions.DefaultIsolation == Isolation.VirtualMachine, s_refusal.Value);

    private static string? FindRefusal()
    {
        try
        {
            Machine.Kvm.KvmSystem.Open();
            return null;
        }
        catch (HypervisorUnavailableException exception)
        {
            return exception.Message;
        }
    }
}
