using Iced.Intel;
using Microlight.Abi;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Linking;
using static Iced.Intel.AssemblerRegisters;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Compilation;

/// <summary>Guest functions that return a global's value, so that the host reads it by a call like any other.</summary>
internal sealed class GlobalGetters(LinkedProgram program, ObjectLinker linker)
{
    private readonly LinkSection _section = linker.Add(new LinkSection(".text.globals", SectionKind.Code));
    private readonly Dictionary<int, LinkSymbol> _symbols = [];

    public (LinkSymbol Symbol, string Signature) For(int global)
    {
        var (type, letter) = program.Globals[global].Type.Type.Code switch
        {
            TypeCode.I32 => (GuestType.Int32, 'i'),
            TypeCode.I64 => (GuestType.Int64, 'I'),
            TypeCode.F32 => (GuestType.Float32, 'f'),
            TypeCode.F64 => (GuestType.Float64, 'd'),
            TypeCode.V128 => (GuestType.Vector128, 'v'),
            _ => (GuestType.Reference, 'r'),
        };
        if (!_symbols.TryGetValue(global, out var symbol)) _symbols.Add(global, symbol = Emit(global, type));
        return (symbol, ">" + letter);
    }

    /// <summary>Symbol of a global's getter. Those of references are in the object: what the host gets is not the reference's own bits.</summary>
    public static string Symbol(int global) => $"ml_global_{global}";

    private LinkSymbol Emit(int global, GuestType type)
    {
        if (type == GuestType.Reference) return linker.Symbol(Symbol(global));
        var cells = linker.Symbol(RuntimeContract.GlobalsSymbol);
        // No code touches any global, so the object has no cells: they keep their zeros.
        if (!cells.IsDefined) cells.Define(linker.Add(new LinkSection(".bss.globals", SectionKind.Writable) { ZeroFill = program.GlobalOffset(program.Globals.Length) }), 0);

        while (_section.Length % 16 != 0) _section.Append([0xcc]);
        var symbol = linker.Symbol(Symbol(global));
        var start = _section.Length;
        var offset = (long)program.GlobalOffset(global);
        if (type == GuestType.Vector128)
        {
            LoadRax(true, cells, offset + 8);
            Append(a => a.mov(__qword_ptr[rdi + MailboxLayout.CallUpperHalves], rax));
        }
        LoadRax(type is not (GuestType.Int32 or GuestType.Float32), cells, offset);
        Append(a => Finish(a, type));
        symbol.Define(_section, (ulong)start, (ulong)(_section.Length - start));
        return symbol;
    }

    /// <summary>mov eax/rax, [rip + cell]</summary>
    private void LoadRax(bool wide, LinkSymbol cells, long offset)
    {
        _section.Append(wide ? [0x48, 0x8b, 0x05] : [0x8b, 0x05]);
        _section.Relocations.Add(new LinkRelocation((ulong)_section.Length, ElfConstants.RelocPc32, cells, offset - 4));
        _section.AppendU32(0);
    }

    private static void Finish(Assembler assembler, GuestType type)
    {
        assembler.mov(__qword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotBits], rax);
        assembler.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotLength], 0);
        assembler.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)type);
        assembler.mov(__dword_ptr[rdi + MailboxLayout.CallResultCount], 1);
        assembler.ret();
    }

    private void Append(Action<Assembler> write)
    {
        var assembler = new Assembler(64);
        write(assembler);
        var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), 0);
        _section.Append(stream.ToArray());
    }
}
