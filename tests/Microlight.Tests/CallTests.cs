using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests;

/// <summary>Calls into guests and back: values, counts of exits and system calls, what is refused.</summary>
public class CallTests
{
    [SkippableFact]
    public void An_empty_call_is_one_exit_and_one_system_call()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("empty", _ => { }).Build();
        using var sandbox = Sandbox.Create(image);
        var fewest = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var (exits, calls) = (sandbox.Machine.Exits, sandbox.Machine.SystemCalls);
            sandbox.Call("empty");
            Assert.Equal(exits + 1, sandbox.Machine.Exits);
            fewest = Math.Min(fewest, sandbox.Machine.SystemCalls - calls);
        }
        // A signal of the runtime may interrupt KVM_RUN, which is then entered again; not each time.
        Assert.Equal(CallsPerExit, fewest);
    }

    [SkippableFact]
    public void Each_host_call_is_one_more_exit()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Import("add", "ii>i")
            .Function("forward", "ii>i", a => GuestBuilder.Forward(a, 0, 2, 1))
            .Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("add", (int x, int y) => x + y) });
        Assert.Equal(5, sandbox.Call<int>("forward", 2, 3));
        var fewest = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var (exits, calls) = (sandbox.Machine.Exits, sandbox.Machine.SystemCalls);
            Assert.Equal(-1, sandbox.Call<int>("forward", 2, -3));
            Assert.Equal(exits + 2, sandbox.Machine.Exits);
            fewest = Math.Min(fewest, sandbox.Machine.SystemCalls - calls);
        }
        Assert.Equal(2 * CallsPerExit, fewest);
    }

    /// <summary>KVM_RUN; or, for a process, an answer, a wait and the exit.</summary>
    private static int CallsPerExit => SandboxOptions.DefaultIsolation == Isolation.VirtualMachine ? 1 : 3;
}
