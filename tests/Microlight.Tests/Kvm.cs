namespace Microlight.Tests;

/// <summary>Skips a test where there is no usable KVM, with the reason.</summary>
internal static class Kvm
{
    public static void Require()
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
}
