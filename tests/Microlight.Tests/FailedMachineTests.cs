using System.ComponentModel;
using System.Runtime.InteropServices;
using Iced.Intel;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Machine.Process;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests;

/// <summary>Sandboxes whose machine cannot go on where the system has no room for another. Alone, because the limit is the whole process's.</summary>
[Collection(nameof(FailedMachineTests))]
[CollectionDefinition(nameof(FailedMachineTests), DisableParallelization = true)]
public sealed unsafe partial class FailedMachineTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [SkippableFact]
    public void One_that_cannot_be_replaced_can_be_looked_at_and_restored_later()
    {
        Kvm.RequireVirtualMachine();
        // Input leaves an operation to KVM: such a machine is given up.
        using var image = Peeker.Builder().Memory(0, 4096, 4096).Function("input", a => a.@in(al, Ports.CallDone)).Build();
        using var sandbox = Sandbox.Create(image);
        Assert.Equal(GuestTrapCause.Machine, Assert.Throws<GuestTrapException>(() => sandbox.Call("input")).Trap.Cause);
        FailToRestore(sandbox);
    }

    [SkippableFact]
    public void A_process_that_cannot_be_replaced_can_be_looked_at_and_restored_later()
    {
        Skip.IfNot(SandboxOptions.DefaultIsolation == Isolation.Process, "This is about processes.");
        File.WriteAllBytes(_file, [1, 2, 3]);
        using var image = Peeker.Builder().Memory(GuestLayout.FilesBase / 2, 4096, 4096).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { FileMappings = [new FileMapping(_file, FileMappingAccess.CopyOnWrite)] });
        Peeker.Poke(sandbox, GuestLayout.FilesBase / 2, 5);
        FailToRestore(sandbox);
    }

    private static void FailToRestore(Sandbox sandbox)
    {
        sandbox.WriteCoreDump(Stream.Null);
        // What loads code, and so needs files, before there are none.
        Assert.NotEmpty(new HypervisorUnavailableException(new Win32Exception(Linux.EMFILE).Message + HostLimits.Advice(new Win32Exception(Linux.EMFILE))).Message);
        Exception? failure = null;
        Limit before;
        Assert.Equal(0, getrlimit(ProcessNative.RLIMIT_NOFILE, &before));
        var none = before with { Soft = 3 };
        Assert.Equal(0, setrlimit(ProcessNative.RLIMIT_NOFILE, &none));
        try
        {
            sandbox.Restore();
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            _ = setrlimit(ProcessNative.RLIMIT_NOFILE, &before);
        }
        Assert.IsType<HypervisorUnavailableException>(failure);
        Assert.True(sandbox.IsPoisoned);
        sandbox.WriteCoreDump(Stream.Null);

        sandbox.Restore();
        Assert.False(sandbox.IsPoisoned);
        Assert.NotEqual(0u, Peeker.Generation(sandbox));
    }

    private struct Limit
    {
        public ulong Soft, Hard;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, Limit* limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, Limit* limit);
}
