namespace Microlight.Cli.Tests.Support;

/// <summary>Skips a test where there is no usable KVM, with the reason.</summary>
internal static class Kvm
{
    public static void Require()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "There is no /dev/kvm: the tests of running programs need it.");
        try
        {
            using var device = File.Open("/dev/kvm", FileMode.Open, FileAccess.ReadWrite);
        }
        catch (UnauthorizedAccessException exception)
        {
            Skip.If(true, $"No permission for /dev/kvm: {exception.Message}");
        }
    }
}
