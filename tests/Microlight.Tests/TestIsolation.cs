using System.Runtime.CompilerServices;

namespace Microlight.Tests;

/// <summary>
/// What the tests' sandboxes run under where a test does not say: virtual machines, or processes where there is no KVM or the variable
/// MICROLIGHT_TEST_ISOLATION is "process".
/// </summary>
internal static class TestIsolation
{
    [ModuleInitializer]
    internal static void Choose()
    {
        var wanted = Environment.GetEnvironmentVariable("MICROLIGHT_TEST_ISOLATION");
        SandboxOptions.DefaultIsolation = wanted == "process" || wanted is null && !Kvm.IsAvailable ? Isolation.Process : Isolation.VirtualMachine;
    }
}
