using Microlight.Machine;

namespace Microlight.Debugging;

/// <summary>Copies what a crash report has of a guest that just trapped.</summary>
internal static class CrashReporter
{
    private const int CodeBefore = 32, CodeAfter = 32;
    /// <summary>psABI 3.2.2: a leaf function may use 128 bytes below RSP.</summary>
    private const int StackBefore = 128, StackAfter = 512;

    public static CrashReport Capture(string message, GuestTrap trap, GuestImage image, SandboxMemory memory, IVirtualMachine machine, string sandboxId, ulong generation)
    {
        var map = MemoryMap.Of(memory, image);
        var (codeAddress, code) = Copy(memory, map, trap.InstructionPointer, CodeBefore, CodeAfter);
        var (stackAddress, stack) = Copy(memory, map, trap.Registers.Rsp, StackBefore, StackAfter);
        return new CrashReport
        {
            Message = message,
            Trap = trap,
            Time = DateTimeOffset.UtcNow,
            ImageName = image.Name,
            Image = image,
            SandboxId = sandboxId,
            Generation = generation,
            Exits = machine.Exits,
            Memory = Array.AsReadOnly([.. map, .. MemoryMap.OfFiles(memory)]),
            Code = code,
            CodeAddress = codeAddress,
            Stack = stack,
            StackAddress = stackAddress,
        };
    }

    /// <summary>Bytes around an address, no further than the range that it lies in.</summary>
    private static (ulong Address, byte[] Bytes) Copy(SandboxMemory memory, GuestMemoryRange[] map, ulong address, ulong before, int after)
    {
        foreach (var range in map)
        {
            if (address - range.Address >= range.Size) continue;
            var start = address - Math.Min(before, address - range.Address);
            return memory.TryRead(start, out var bytes) ? (start, bytes[..(int)Math.Min((ulong)bytes.Length, address - start + (ulong)after)].ToArray()) : (0, []);
        }
        return (0, []);
    }
}
