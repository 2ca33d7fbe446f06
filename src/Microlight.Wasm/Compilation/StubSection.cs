using System.Buffers.Binary;
using Iced.Intel;

namespace Microlight.Wasm.Compilation;

/// <summary>A section of small functions in machine code, each with a symbol and aligned to 16.</summary>
internal sealed class StubSection(ObjectLinker linker)
{
    private readonly LinkSection _section = linker.Add(new LinkSection(".text.stubs", SectionKind.Code, 16));

    public void Add(string name, Action<Assembler> emit)
    {
        Align();
        var start = _section.Length;
        Append(emit);
        linker.Symbol(name).Define(_section, (ulong)start, (ulong)(_section.Length - start));
    }

    /// <summary>A function that calls or, if nothing is to follow, jumps to another symbol somewhere.</summary>
    public void AddCalling(string name, Action<Assembler> before, string target, Action<Assembler>? after)
    {
        Align();
        var start = _section.Length;
        Append(before);
        AppendTransfer(after is null ? (byte)0xe9 : (byte)0xe8, target);
        if (after is not null) Append(after);
        linker.Symbol(name).Define(_section, (ulong)start, (ulong)(_section.Length - start));
    }

    public void Alias(string name, string of)
    {
        var target = linker.Symbol(of);
        linker.Symbol(name).Define(_section, target.Offset);
    }

    /// <summary>
    /// After the last stub: call frame information for all of them at once (LSB 5.0 Core, 10.6). Stubs without a frame do not move RSP, so
    /// the caller's is RSP + 8; those with one start with push rbp, mov rbp, rsp. The return address is below the caller's RSP.
    /// </summary>
    public void AddUnwind(bool framed = false)
    {
        const int startField = 32;
        // DW_CFA_def_cfa RSP + 8; or RBP + 16 with DW_CFA_offset 6 (RBP) at CFA - 16. DW_CFA_offset 16 at CFA - 8. Padding.
        ReadOnlySpan<byte> frame = framed ? [0x0c, 6, 16, 0x86, 2, 0x90, 1] : [0x0c, 7, 8, 0x90, 1, 0, 0];
        ReadOnlySpan<byte> records =
        [
            // CIE: length, id 0, version 1, "zR", code factor 1, data factor -8, return address in column 16, pointers pc-relative sdata4.
            20, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'z', (byte)'R', 0, 1, 0x78, 16, 1, 0x1b,
            .. frame,
            // FDE: length, distance to the CIE, start, size, no augmentation data, padding.
            20, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        var start = new LinkSymbol("stubs");
        start.Define(_section, 0);
        var unwind = linker.Unwind;
        unwind.Relocations.Add(new LinkRelocation((ulong)unwind.Length + startField, ElfConstants.RelocPc32, start, 0));
        unwind.Append(records);
        BinaryPrimitives.WriteInt32LittleEndian(unwind.Data[^12..], _section.Length);
    }

    private void Align()
    {
        while (_section.Length % 16 != 0) _section.Append([0xcc]);
    }

    private void Append(Action<Assembler> emit)
    {
        var assembler = new Assembler(64);
        emit(assembler);
        var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), 0);
        _section.Append(stream.ToArray());
    }

    /// <summary>call rel32 or jmp rel32.</summary>
    private void AppendTransfer(byte opcode, string target)
    {
        _section.Append([opcode]);
        _section.Relocations.Add(new LinkRelocation((ulong)_section.Length, ElfConstants.RelocPlt32, linker.Symbol(target), -4));
        _section.Append([0, 0, 0, 0]);
    }
}
