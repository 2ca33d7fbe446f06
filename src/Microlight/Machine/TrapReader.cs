using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Debugging;

namespace Microlight.Machine;

/// <summary>Turns an exit that ends a call into what is known of it.</summary>
internal static class TrapReader
{
    private const int PageFault = 14;
    private const int LongestInstruction = 15;

    /// <summary>A CPU exception that the machine caught.</summary>
    public static GuestTrap ReadException(IVirtualMachine machine, SandboxMemory memory, GuestImage image, int vector)
    {
        if (machine.ReadException(vector, memory) is not { } exception) return ReadMachine(machine, memory, image);
        return Make(GuestTrapCause.Exception, exception.Registers, memory, image) with
        {
            Vector = vector,
            ErrorCode = exception.ErrorCode,
            FaultAddress = vector == PageFault ? machine.ReadFaultAddress() : null,
        };
    }

    public static GuestTrap ReadUncommitted(IVirtualMachine machine, SandboxMemory memory, GuestImage image)
    {
        var registers = machine.ReadRegisters();
        var trap = Make(GuestTrapCause.UncommittedMemory, registers, memory, image);
        return trap with { FaultAddress = FaultDecoder.Find(memory, registers, trap.InstructionBytes.Span) };
    }

    public static GuestTrap ReadAbort(IVirtualMachine machine, SandboxMemory memory, GuestImage image)
    {
        var registers = machine.ReadRegisters();
        var site = memory.TryRead(registers.Rsp, out var stack) && stack.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(stack) : 0;
        return Make(GuestTrapCause.Abort, registers, memory, image) with
        {
            AbortCode = (uint)registers.Rax,
            InstructionPointer = site,
            // The return address may be the first byte of the next function: a call that does not return can be a function's last.
            Function = site == 0 ? null : image.FindSymbol(site - 1),
            Backtrace = site == 0 ? [] : Backtrace(registers with { Rip = site, Rsp = registers.Rsp + 8 }, memory, image, isReturnAddress: true),
        };
    }

    /// <summary>Registers after a shutdown are whatever the hypervisor left.</summary>
    public static GuestTrap ReadMachine(IVirtualMachine machine, SandboxMemory memory, GuestImage image) =>
        Make(GuestTrapCause.Machine, machine.ReadRegisters(), memory, image);

    /// <summary>One sentence for the exception's message; with what the guest said when it gave up, if it did.</summary>
    public static string Describe(GuestTrap trap, SandboxMemory memory, string? text)
    {
        var what = trap.Cause switch
        {
            GuestTrapCause.Exception when trap.Vector == PageFault => DescribePageFault(trap, memory),
            GuestTrapCause.Exception => ExceptionNames[trap.Vector],
            GuestTrapCause.UncommittedMemory when trap.FaultAddress is { } address && memory.Files?.Find(address) is var (index, _) =>
                $"access behind the end of mapped file {index}, at 0x{address:x}",
            GuestTrapCause.UncommittedMemory when trap.FaultAddress is { } address => $"access to memory that is not committed, at 0x{address:x}",
            GuestTrapCause.UncommittedMemory when memory.Files is not null => "access to memory that is not committed, maybe of a mapped file that became shorter",
            GuestTrapCause.UncommittedMemory => "access to memory that is not committed",
            GuestTrapCause.Abort when trap.AbortCode == AbortCodes.OutOfMemory => "out of memory",
            GuestTrapCause.Abort when trap.AbortCode == AbortCodes.Panic => "it gave up",
            GuestTrapCause.Abort => $"abort with code {trap.AbortCode}",
            _ => "the machine cannot go on",
        };
        var where = trap.Function is null ? "" : $" in '{trap.Function}'";
        return $"The guest trapped{where} at 0x{trap.InstructionPointer:x}: {what}{(text is null ? "." : $": {text}")}";
    }

    private static string DescribePageFault(GuestTrap trap, SandboxMemory memory)
    {
        var address = trap.FaultAddress ?? 0;
        var guard = GuestLayout.StackTop - memory.Image.StackSize;
        if (address < guard && guard - address <= GuardBytes) return $"stack overflow (#PF at 0x{address:x})";
        var access = (trap.ErrorCode & 0x10) != 0 ? "execution" : (trap.ErrorCode & 2) != 0 ? "write" : "read";
        if (memory.Files?.Find(address) is var (number, mapped) && address - mapped.Info.Address >= mapped.MappedBytes)
            return $"access behind the end of mapped file {number}, at 0x{address:x}";
        var file = memory.Files?.Find(address) is var (index, _) ? $" of mapped file {index}, which the guest may not {access switch { "execution" => "execute", var verb => verb }}," : "";
        return $"page fault (#PF), {access}{file} at 0x{address:x}";
    }

    /// <summary>Below the stack nothing is mapped; an access this near is taken for an overflow.</summary>
    private const ulong GuardBytes = 1 << 20;

    private static readonly string[] ExceptionNames =
    [
        "divide error (#DE)", "debug exception (#DB)", "non-maskable interrupt", "breakpoint (#BP)", "overflow (#OF)", "bound range exceeded (#BR)",
        "invalid opcode (#UD)", "device not available (#NM)", "double fault (#DF)", "exception 9", "invalid TSS (#TS)", "segment not present (#NP)",
        "stack fault (#SS)", "general protection (#GP)", "page fault (#PF)", "exception 15", "x87 floating-point error (#MF)", "alignment check (#AC)",
        "machine check (#MC)", "SIMD floating-point error (#XM)", "virtualization exception (#VE)", "control protection (#CP)", "exception 22",
        "exception 23", "exception 24", "exception 25", "exception 26", "exception 27", "exception 28", "exception 29", "exception 30", "exception 31",
    ];

    private static GuestTrap Make(GuestTrapCause cause, GuestRegisters registers, SandboxMemory memory, GuestImage image)
    {
        memory.TryRead(registers.Rip, out var code);
        return new GuestTrap
        {
            Cause = cause,
            InstructionPointer = registers.Rip,
            Registers = registers,
            Function = image.FindSymbol(registers.Rip),
            InstructionBytes = code[..Math.Min(code.Length, LongestInstruction)].ToArray(),
            Backtrace = cause is GuestTrapCause.Abort or GuestTrapCause.Machine ? [] : Backtrace(registers, memory, image, isReturnAddress: false),
        };
    }

    private static GuestFrame[] Backtrace(in GuestRegisters registers, SandboxMemory memory, GuestImage image, bool isReturnAddress) =>
        new Unwinder(image, (ulong address, out ulong value) =>
        {
            value = 0;
            return memory.TryRead(address, out var bytes) && BinaryPrimitives.TryReadUInt64LittleEndian(bytes, out value);
        }).Walk(registers, isReturnAddress);
}
