using Iced.Intel;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Machine.Kvm;

using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests;

/// <summary>What a user is told where there is no KVM to use, and that what is written as numbers is what it says.</summary>
public class HypervisorTests
{
    [Fact]
    public void No_permission_says_which_group_to_join() => Assert.Contains("usermod -aG kvm", KvmSystem.Explain(Linux.EACCES, "Permission denied"));

    [Fact]
    public void No_device_says_what_to_load() => Assert.Contains("kvm_intel", KvmSystem.Explain(Linux.ENOENT, "No such file"));

    [Fact]
    public void Other_errors_are_passed_on() => Assert.Contains("Too many open files", KvmSystem.Explain(24, "Too many open files"));

    [Fact]
    public void A_device_that_is_not_KVM_is_refused()
    {
        var device = Linux.open("/dev/null", Linux.O_RDWR | Linux.O_CLOEXEC);
        var refusal = Assert.Throws<HypervisorUnavailableException>(() => KvmSystem.OfDevice(device));
        Assert.Contains("KVM_GET_API_VERSION", refusal.Message);
    }

    [Fact]
    public unsafe void Structures_have_the_kernel_sizes()
    {
        // The size is part of the request number (asm-generic/ioctl.h, bits 16 to 29).
        Assert.Equal(SizeIn(KvmConstants.KVM_GET_SREGS), sizeof(KvmSystemRegisters));
        Assert.Equal(SizeIn(KvmConstants.KVM_SET_USER_MEMORY_REGION), sizeof(KvmUserMemoryRegion));
        Assert.Equal(SizeIn(KvmConstants.KVM_SET_XCRS), sizeof(KvmExtendedControl));
        Assert.Equal(144, sizeof(KvmRegisters));
        Assert.Equal(40, sizeof(KvmCpuidEntry));
        Assert.Equal(24, sizeof(KvmSegment));

        static int SizeIn(uint request) => (int)(request >> 16 & 0x3fff);
    }

    [Fact]
    public void Stubs_are_what_an_assembler_makes_of_them()
    {
        var memory = new byte[Machine.Monitor.Size];
        Machine.Monitor.Write(memory);
        for (var vector = 0; vector < Machine.Monitor.VectorCount; vector++)
        {
            var assembler = new Assembler(64);
            assembler.@out((byte)(Ports.ExceptionBase + vector), al);
            AssertCode(assembler, 0, memory.AsSpan(Machine.Monitor.StubsPage + vector * Machine.Monitor.StubSpacing));
        }
    }

    [Fact]
    public void The_trampoline_is_what_an_assembler_makes_of_it()
    {
        var page = new byte[Trampoline.Size];
        Trampoline.Write(page);
        var clean = new Assembler(64);
        clean.mov(eax, -1);
        clean.mov(edx, eax);
        clean.AddInstruction(Instruction.Create(Code.Lea_r64_m, Register.RCX, new MemoryOperand(Register.RIP, (long)GuestLayout.Trampoline + Trampoline.StateOffset)));
        clean.xrstor64(__[rcx]);
        clean.xor(eax, eax);
        clean.xor(ecx, ecx);
        clean.xor(edx, edx);
        clean.jmp(Trampoline.Entry);
        AssertCode(clean, Trampoline.CleanEntry, page);
        var entry = new Assembler(64);
        entry.call(r11);
        entry.@out(Ports.CallDone, al);
        entry.ud2();
        AssertCode(entry, Trampoline.Entry, page.AsSpan((int)(Trampoline.Entry - GuestLayout.Trampoline)));
    }

    /// <summary>Compares what the bytes decode to, since an instruction can have several encodings.</summary>
    private static void AssertCode(Assembler expected, ulong address, ReadOnlySpan<byte> actual)
    {
        using var stream = new MemoryStream();
        expected.Assemble(new StreamCodeWriter(stream), address);
        var expectedDecoder = Decoder.Create(64, stream.ToArray(), address);
        var actualDecoder = Decoder.Create(64, actual.ToArray(), address);
        for (var i = 0; i < expected.Instructions.Count; i++) Assert.Equal(expectedDecoder.Decode().ToString(), actualDecoder.Decode().ToString());
    }
}
