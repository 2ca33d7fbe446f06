using System.Text;
using Iced.Intel;
using Microlight.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Guests;

/// <summary>
/// Assembles a small guest: functions in one code segment, their tables and strings in a read-only one, and a page of data. RDI is the
/// mailbox at a function's start, as the ABI says.
/// </summary>
internal sealed class GuestBuilder
{
    public const ulong CodeAddress = GuestLayout.ImageBase, TablesAddress = GuestLayout.ImageBase + 0x10_0000, DataAddress = GuestLayout.ImageBase + 0x20_0000;

    private readonly List<(string Name, string Signature, Label Label)> _functions = [];
    private readonly List<(string Module, string Name, string Signature)> _imports = [];
    private readonly List<(ulong Address, ulong Initial, ulong Maximum)> _memories = [];
    private readonly List<(ulong Address, byte[] Bytes)> _contents = [];
    private readonly Assembler _assembler = new(64);
    private ulong _dataBytes = 4096;

    public GuestBuilder Import(string name, string signature, string module = "")
    {
        _imports.Add((module, name, signature));
        return this;
    }

    public GuestBuilder Memory(ulong address, ulong initial, ulong maximum)
    {
        _memories.Add((address, initial, maximum));
        return this;
    }

    public GuestBuilder Content(ulong address, byte[] bytes)
    {
        _contents.Add((address, bytes));
        return this;
    }

    public GuestBuilder Data(ulong bytes)
    {
        _dataBytes = bytes;
        return this;
    }

    /// <summary>A function; <paramref name="body"/> writes all of it but the final <c>ret</c>.</summary>
    public GuestBuilder Function(string name, string signature, Action<Assembler> body)
    {
        var label = _assembler.CreateLabel(name);
        _assembler.Label(ref label);
        _functions.Add((name, signature, label));
        body(_assembler);
        _assembler.ret();
        return this;
    }

    /// <summary>A function that returns nothing and takes nothing.</summary>
    public GuestBuilder Function(string name, Action<Assembler> body) => Function(name, ">", body);

    /// <summary>Sets the number of results of the guest call.</summary>
    public static void Results(Assembler a, int count) => a.mov(__dword_ptr[rdi + MailboxLayout.CallResultCount], count);

    /// <summary>Runs <paramref name="body"/> for ever.</summary>
    public static void Loop(Assembler a, Action body)
    {
        var start = a.CreateLabel();
        a.nop();
        a.Label(ref start);
        a.nop();
        body();
        a.jmp(start);
    }

    /// <summary>The body of a function <c>uU&gt;U</c>: grows a region by some bytes, returns what the host answered.</summary>
    public static void Grow(Assembler a)
    {
        a.mov(eax, __dword_ptr[rdi + MailboxLayout.CallSlots]);
        a.mov(__dword_ptr[rdi + MailboxLayout.GrowRegion], eax);
        a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotSize]);
        a.mov(__qword_ptr[rdi + MailboxLayout.GrowDelta], rax);
        a.@out(Ports.MemoryGrow, al);
        a.mov(rax, __qword_ptr[rdi + MailboxLayout.GrowResult]);
        a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], rax);
        a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.UInt64);
        Results(a, 1);
    }

    /// <summary>Calls import <paramref name="number"/> with the guest call's own argument slots and makes its results the call's results.</summary>
    public static void Forward(Assembler a, int number, int arguments, int results)
    {
        a.mov(__dword_ptr[rdi + MailboxLayout.HostCallImport], number);
        a.mov(__dword_ptr[rdi + MailboxLayout.HostCallArgumentCount], arguments);
        a.mov(r8, rdi);
        a.lea(rsi, __[r8 + MailboxLayout.CallSlots]);
        a.lea(rdi, __[r8 + MailboxLayout.HostCallSlots]);
        a.mov(ecx, arguments * 2);
        a.rep.movsq();
        a.lea(rsi, __[r8 + MailboxLayout.CallUpperHalves]);
        a.lea(rdi, __[r8 + MailboxLayout.HostCallUpperHalves]);
        a.mov(ecx, arguments);
        a.rep.movsq();
        a.@out(Ports.HostCall, al);
        a.lea(rsi, __[r8 + MailboxLayout.HostCallUpperHalves]);
        a.lea(rdi, __[r8 + MailboxLayout.CallUpperHalves]);
        a.mov(ecx, results);
        a.rep.movsq();
        a.lea(rsi, __[r8 + MailboxLayout.HostCallSlots]);
        a.lea(rdi, __[r8 + MailboxLayout.CallSlots]);
        a.mov(ecx, results * 2);
        a.rep.movsq();
        a.mov(rdi, r8);
        Results(a, results);
    }

    public GuestImage Build(string name = "test guest") => GuestImage.FromBytes(ToArray(), name);

    public byte[] ToArray()
    {
        if (_functions.Count == 0) _assembler.ud2();
        using var stream = new MemoryStream();
        var assembled = _assembler.Assemble(new StreamCodeWriter(stream), CodeAddress, BlockEncoderOptions.ReturnNewInstructionOffsets);
        var code = stream.ToArray();
        var addresses = _functions.Select(function => assembled.GetLabelRIP(function.Label)).ToArray();

        var tables = new MemoryStream();
        ulong Text(string text)
        {
            var at = TablesAddress + (ulong)tables.Length;
            tables.Write(Encoding.UTF8.GetBytes(text + "\0"));
            return at;
        }

        var functions = _functions.SelectMany((function, i) => new[] { Text(function.Name), addresses[i], Text(function.Signature) }).ToArray();
        var imports = _imports.SelectMany(import => new[] { Text(import.Module), Text(import.Name), Text(import.Signature) }).ToArray();
        var memories = _memories.SelectMany(memory => new[] { memory.Address, memory.Initial, memory.Maximum, 0UL }).ToArray();
        if (tables.Length == 0) tables.WriteByte(0);
        var writer = new ElfWriter()
            .Segment(CodeAddress, code, ElfWriter.Read | ElfWriter.Execute)
            .Segment(TablesAddress, tables.ToArray(), ElfWriter.Read)
            .Segment(DataAddress, [], ElfWriter.Read | ElfWriter.Write, _dataBytes);
        foreach (var (address, bytes) in _contents) writer.Segment(address, bytes, ElfWriter.Read | ElfWriter.Write);
        writer
            .Section(".microlight.abi", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            .Section(".microlight.functions", Bytes(functions))
            .Section(".microlight.imports", Bytes(imports))
            .Section(".microlight.memories", Bytes(memories))
            .Symbols(_functions.Select((function, i) =>
                (function.Name, addresses[i], (i + 1 < addresses.Length ? addresses[i + 1] : CodeAddress + (ulong)code.Length) - addresses[i])));
        return writer.ToArray();
    }

    private static byte[] Bytes(ulong[] words) => words.SelectMany(BitConverter.GetBytes).ToArray();
}
