using Iced.Intel;
using Microlight.Wasm.Cil;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// Resolves the symbols that only tail calls use. The code generator may make an ordinary call of a tail call without a word: here is seen
/// that each is a jump. One to an address in a register becomes that instruction in its place.
/// </summary>
internal static class TailCallLinker
{
    private const byte Jump = 0xe9;
    /// <summary>A jump with a 32-bit distance: opcode and field.</summary>
    private const int JumpLength = 5;

    /// <summary>jmp rdi, rsi, rdx, rcx, r8, r9: the integer argument registers in order (System V ABI 3.2.3).</summary>
    private static readonly byte[][] s_registerJumps = [[0xff, 0xe7], [0xff, 0xe6], [0xff, 0xe2], [0xff, 0xe1], [0x41, 0xff, 0xe0], [0x41, 0xff, 0xe1]];

    /// <summary>After the object was added and before anything is linked.</summary>
    /// <exception cref="WasmCompilationException">A tail call is not a jump.</exception>
    public static void Resolve(ObjectLinker linker, CilAssembly assembly)
    {
        if (assembly.JumpCell == 0) return;
        new StubSection(linker).Add(RuntimeContract.JumpMemorySymbol, a =>
        {
            a.mov(rax, assembly.JumpCell);
            a.jmp(__qword_ptr[rax]);
        });
        var targets = new HashSet<LinkSymbol> { linker.Symbol(RuntimeContract.JumpMemorySymbol) };
        foreach (var name in assembly.TailCallTargets)
        {
            var (function, target) = (linker.Symbol(name), linker.Symbol("t" + name));
            target.Define(function.Section, function.Offset);
            targets.Add(target);
        }
        var registers = new Dictionary<LinkSymbol, byte[]>();
        for (var i = 0; i < s_registerJumps.Length; i++) registers.Add(linker.Symbol(TailCalls.JumpSymbol(i)), s_registerJumps[i]);
        foreach (var section in linker.Sections) section.Relocations.RemoveAll(relocation => Resolve(section, relocation, targets, registers));
    }

    /// <summary>True if nothing is left to relocate.</summary>
    private static bool Resolve(LinkSection section, in LinkRelocation relocation, HashSet<LinkSymbol> targets, Dictionary<LinkSymbol, byte[]> registers)
    {
        var isRegister = registers.TryGetValue(relocation.Symbol, out var instruction);
        if (!isRegister && !targets.Contains(relocation.Symbol)) return false;
        var opcode = (int)relocation.Offset - 1;
        if (section.Kind != SectionKind.Code || opcode < 0 || section.Data[opcode] != Jump)
            throw new WasmCompilationException($"The code generator made an ordinary call of a tail call to {relocation.Symbol.Name}: a fault of Microlight, please report it.");
        if (!isRegister) return false;
        var code = section.Data.Slice(opcode, JumpLength);
        code.Fill(0xcc);
        instruction!.CopyTo(code);
        return true;
    }
}
