using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microlight.Machine;

namespace Microlight.Tests.Security;

/// <summary>
/// A tenant leaves nothing: after a restore, no register, no FPU state and no byte of guest memory that the guest or the host can see
/// has what the tenant before put there, however its last call ended.
/// </summary>
public class ResidueTests
{
    /// <summary>Both halves and the whole differ from anything that memory has by chance.</summary>
    private const ulong Secret = 0xd5c3_a7e9_8b1f_6e4d;

    public static TheoryData<string> Endings => [.. ResidueGuest.Endings];

    [SkippableTheory]
    [MemberData(nameof(Endings))]
    public void Nothing_is_left_after_a_restore(string ending)
    {
        using var image = Image();
        using var sandbox = Create(image);
        Leave(sandbox, ending);
        sandbox.Restore();
        AssertNothingIsLeft(sandbox);
    }

    [SkippableTheory]
    [MemberData(nameof(Endings))]
    public void Nothing_is_left_for_the_next_renter(string ending)
    {
        using var image = Image();
        foreach (var reset in (SandboxResetPolicy[])[SandboxResetPolicy.RestoreOnReturn, SandboxResetPolicy.RestoreOnRent, SandboxResetPolicy.NewPerRent])
        {
            using var pool = SandboxPool.Create(image, Options(), new SandboxPoolOptions { Maximum = 1, Reset = reset });
            using (var lease = pool.Rent()) Leave(lease.Sandbox, ending);
            using (var lease = pool.Rent()) AssertNothingIsLeft(lease.Sandbox);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Endings))]
    public void Nothing_is_left_on_the_way_to_a_snapshot(string ending)
    {
        using var image = Image();
        using var other = Create(image);
        other.Call("Show");
        using var snapshot = other.TakeSnapshot();
        using var sandbox = Create(image);
        Leave(sandbox, ending);
        sandbox.Restore(snapshot);
        AssertNothingIsLeft(sandbox);
        sandbox.Restore();
        Leave(sandbox, ending);
        sandbox.Restore(snapshot);
        Leave(sandbox, ending);
        sandbox.Restore();
        AssertNothingIsLeft(sandbox);
    }

    [SkippableFact]
    public void Nothing_is_left_of_more_than_a_restore_cleans()
    {
        Kvm.Require();
        using var image = ResidueGuest.Build(ResidueGuest.LargeHeap);
        using var sandbox = Create(image);
        Leave(sandbox, "Return");
        sandbox.Restore();
        AssertNothingIsLeft(sandbox, ResidueGuest.LargeHeap);
    }

    [SkippableFact]
    public void What_the_test_looks_for_is_there_before_the_restore()
    {
        // Else the other tests could not fail.
        using var image = Image();
        using var sandbox = Create(image);
        Leave(sandbox, "Return");
        Assert.True(Contains(sandbox.Memory.SystemArea));
        Assert.True(Contains(sandbox.Memories[0].Slice(0, (int)ResidueGuest.Heap)));
        // Without a restore, FPU state passes from call to call.
        sandbox.Call("Show");
        Assert.True(Contains(Read(sandbox, ResidueGuest.ShownState, ResidueGuest.StateBytes)));
    }

    [SkippableFact]
    public void Nothing_of_avx_512_is_left()
    {
        using var image = Image();
        using var sandbox = Create(image);
        // The monitor hides AVX-512, but software-nested KVM runs guests with the host's XCR0; then the guest can use it.
        var usable = (sandbox.Call<ulong>("Features") & 0xe0) == 0xe0;
        if (usable)
        {
            sandbox.Call("FillWide", Secret);
            sandbox.Call("Show");
            Assert.True(Contains(Read(sandbox, ResidueGuest.ShownState + 576 + 256, ResidueGuest.StateBytes - 576 - 256)));
        }
        else
        {
            Assert.Throws<GuestTrapException>(() => sandbox.Call("FillWide", Secret));
        }
        sandbox.Restore();
        AssertNothingIsLeft(sandbox);
    }

    [SkippableFact]
    public void Segment_bases_are_back_where_they_were()
    {
        using var image = Image();
        using var sandbox = Create(image);
        try
        {
            sandbox.Call("FillBases", Secret);
        }
        catch (GuestTrapException)
        {
            // CR4.FSGSBASE is clear: where the processor heeds that, the guest can neither write nor read them.
            sandbox.Restore();
            Assert.Throws<GuestTrapException>(() => sandbox.Call("ShowBases"));
            return;
        }
        sandbox.Call("ShowBases");
        Assert.Equal([Secret >> 20, Secret >> 20], Bases(sandbox));
        sandbox.Restore();
        sandbox.Call("ShowBases");
        Assert.Equal([0, 0], Bases(sandbox));
    }

    /// <summary>Fills everything and ends as asked; makes sure of both.</summary>
    private static void Leave(Sandbox sandbox, string ending)
    {
        var limits = ending.StartsWith("Spin", StringComparison.Ordinal) ? new CallLimits { CpuBudget = TimeSpan.FromMilliseconds(100) } : default;
        var exception = Record.Exception(() => sandbox.Invoke(sandbox.Image.GetFunction(ending), [Secret], [], limits));
        var how = exception is GuestTrapException trap ? $"{trap.Trap.Cause} {trap.Trap.Vector}" : exception?.GetType().Name;
        Assert.Equal(ending switch
        {
            "Return" => null,
            "Spin" or "SpinWithPendingFault" => nameof(SandboxCpuBudgetException),
            "Undefined" => "Exception 6",
            "Uncommitted" => "UncommittedMemory -1",
            "Abort" => "Abort -1",
            "HostCall" => nameof(HostFunctionException),
            _ => SandboxOptions.DefaultIsolation == Isolation.VirtualMachine ? "Machine -1" : "Exception 13",
        }, how);
        Assert.True(Contains(sandbox.Memory.SystemArea));
        if (ending == "Input") return;
        var state = new byte[ExtendedState.Size];
        sandbox.Machine.ReadExtendedState(state);
        Assert.True(Contains(state.AsSpan(32, 128)), "The x87 registers do not have the secret.");
        if (ending == "SpinWithPendingFault") Assert.Equal(0x80, state[2] & 0x80); // FSW.ES
        Assert.True(Contains(state.AsSpan(160, 256)), "The SSE registers do not have the secret.");
        Assert.True(Contains(state.AsSpan(576)), "The AVX registers do not have the secret.");
        if (ending is not ("Return" or "Uncommitted" or "HostCall")) Assert.Equal(Secret, sandbox.Machine.ReadRegisters().Rbx);
    }

    private static void AssertNothingIsLeft(Sandbox sandbox, ulong heap = ResidueGuest.Heap)
    {
        AssertMemoryIsClean(sandbox);
        sandbox.Call("Show");
        // RAX, RCX, RDX and the rest that "Show" stores; of RFLAGS what arithmetic sets and what is always set.
        var registers = MemoryMarshal.Cast<byte, ulong>(Read(sandbox, ResidueGuest.ShownRegisters, 14 * 8)).ToArray();
        Assert.All(registers[..13], value => Assert.Equal(0u, value));
        Assert.Equal(0u, registers[13] & ~0x8d5UL & ~0x202UL);

        var state = Read(sandbox, ResidueGuest.ShownState, ResidueGuest.StateBytes);
        Assert.Equal(0x37f, BinaryPrimitives.ReadUInt16LittleEndian(state));
        Assert.Equal(0x1f80u, BinaryPrimitives.ReadUInt32LittleEndian(state.AsSpan(24)));
        // Nothing else but MXCSR_MASK and XSTATE_BV, which tell of the processor and not of a guest. FIP, FDP and FOP are in the first part.
        Assert.False(state.AsSpan(2, 22).ContainsAnyExcept((byte)0));
        Assert.False(state.AsSpan(32, 480).ContainsAnyExcept((byte)0));
        Assert.False(state.AsSpan(520).ContainsAnyExcept((byte)0));
        AssertMemoryIsClean(sandbox);

        // Memory that the guest gets by growing is somebody's former memory at best.
        Assert.Equal(heap, sandbox.Memories[0].Size);
        Assert.Equal(heap, sandbox.Memory.Regions[0].TryGrow(2 * ResidueGuest.Growth, sandbox.Memory));
        Assert.False(sandbox.Memories[0].Slice(0, (int)sandbox.Memories[0].Size).ContainsAnyExcept((byte)0));
    }

    private static void AssertMemoryIsClean(Sandbox sandbox)
    {
        Assert.False(Contains(sandbox.Memory.SystemArea));
        foreach (var memory in sandbox.Memories) Assert.False(Contains(memory.Slice(0, (int)memory.Size)));
    }

    /// <summary>Either half of the secret, at any byte.</summary>
    private static bool Contains(ReadOnlySpan<byte> bytes)
    {
        Span<byte> secret = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(secret, Secret);
        return bytes.IndexOf(secret[..4]) >= 0 || bytes.IndexOf(secret[4..]) >= 0;
    }

    private static ulong[] Bases(Sandbox sandbox) => MemoryMarshal.Cast<byte, ulong>(Read(sandbox, ResidueGuest.ShownBases, 16)).ToArray();

    private static byte[] Read(Sandbox sandbox, ulong address, int length)
    {
        var bytes = new byte[length];
        Assert.True(sandbox.TryRead(address, bytes));
        return bytes;
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        return ResidueGuest.Build();
    }

    private static Sandbox Create(GuestImage image) => Sandbox.Create(image, Options());

    private static SandboxOptions Options() => new()
    {
        HostFunctions = new HostFunctions().Add("Fail", () => throw new InvalidOperationException("The host function fails.")),
    };
}
