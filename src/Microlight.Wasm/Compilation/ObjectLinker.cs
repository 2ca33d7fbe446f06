using System.Buffers.Binary;
using Microlight.Abi;
using static Microlight.Wasm.Compilation.ElfConstants;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// Gives every section that is reached an address in the image range and every relocation its value. What no code reaches (the type
/// tables and exception tables of the generator's runtime, which guests do not have) is left out. Call frame information is kept, for
/// backtraces, but not loaded.
/// </summary>
internal sealed class ObjectLinker
{
    private readonly Dictionary<string, LinkSymbol> _symbols = [];
    private readonly List<LinkSection> _sections = [];
    private readonly HashSet<LinkSection> _reached = [];
    private readonly LinkSection _unwind = new(".eh_frame", SectionKind.Unloaded, 8);
    private readonly LinkSection _lines = new(".debug_line", SectionKind.Unloaded, 1);

    /// <summary>All sections; after <see cref="Link"/> those that are kept, in address order.</summary>
    public IReadOnlyList<LinkSection> Sections => _sections;

    /// <summary>Call frame information, for the file alone: its address, where no guest has memory, is what it counts from.</summary>
    public LinkSection Unwind => _unwind;

    /// <summary>DWARF line tables, empty without debug information: for whoever makes the file.</summary>
    public LinkSection Lines => _lines;

    /// <summary>Every global name met so far, defined or not.</summary>
    public IReadOnlyCollection<LinkSymbol> Symbols => _symbols.Values;

    /// <summary>The symbol of that name, defined or yet to be.</summary>
    public LinkSymbol Symbol(string name)
    {
        if (!_symbols.TryGetValue(name, out var symbol)) _symbols.Add(name, symbol = new LinkSymbol(name));
        return symbol;
    }

    /// <summary>Adds a section that is kept whether or not anything refers to it.</summary>
    public LinkSection Add(LinkSection section)
    {
        _sections.Add(section);
        _reached.Add(section);
        return section;
    }

    /// <summary>Adds an object's allocated sections. Those with code are kept; others only if kept sections refer to them.</summary>
    public void Add(ObjectFile file)
    {
        var sections = new LinkSection?[file.Sections.Length];
        // Records of several sources follow each other; each refers to its own by distance.
        var offsets = new ulong[sections.Length];
        foreach (var input in file.Sections)
        {
            var unloaded = input.Name == _unwind.Name ? _unwind : input.Name == _lines.Name ? _lines : null;
            if (unloaded is not null)
            {
                offsets[input.Index] = (ulong)unloaded.Length;
                unloaded.Append(input.Data.Span);
                sections[input.Index] = unloaded;
                continue;
            }
            if (!input.IsAllocated || input.Type == SectionX64Unwind) continue;
            if ((input.Flags & FlagTls) != 0) throw new ObjectFormatException($"section {input.Name} is thread-local");
            var kind = input.IsExecutable ? SectionKind.Code : input.IsWritable ? SectionKind.Writable : SectionKind.ReadOnly;
            var section = new LinkSection(input.Name, kind, input.Alignment);
            section.Append(input.Data.Span);
            section.ZeroFill = input.Size - (ulong)input.Data.Length;
            sections[input.Index] = section;
            _sections.Add(section);
            if (kind == SectionKind.Code) _reached.Add(section);
        }

        var symbols = new LinkSymbol?[file.Symbols.Length];
        for (var i = 1; i < symbols.Length; i++)
        {
            var input = file.Symbols[i];
            var section = input.IsUndefined ? null : sections[input.Section];
            if (!input.IsUndefined && section is null) continue;
            var symbol = input.Binding == BindLocal || input.Type == SymbolSection ? new LinkSymbol(input.Name) : Symbol(input.Name);
            if (section is not null) symbol.Define(section, offsets[input.Section] + input.Value, input.Size);
            symbols[i] = symbol;
        }

        foreach (var input in file.Sections)
        {
            if (sections[input.Index] is not { } section) continue;
            section.Relocations.EnsureCapacity(input.Relocations.Length);
            foreach (var relocation in input.Relocations)
            {
                if (symbols[relocation.Symbol] is { } symbol)
                    section.Relocations.Add(new LinkRelocation(offsets[input.Index] + relocation.Offset, relocation.Type, symbol, relocation.Addend));
                else if (section.Kind != SectionKind.Unloaded)
                    throw new ObjectFormatException($"section {section.Name} refers to a symbol in a section that is not loaded");
            }
        }
    }

    /// <summary>Chooses addresses and applies the relocations.</summary>
    /// <exception cref="ObjectFormatException">A symbol is nowhere defined, or a field is too narrow for its value.</exception>
    /// <exception cref="WasmCompilationException">The program does not fit into the image range.</exception>
    public void Link()
    {
        Reach();
        _sections.RemoveAll(section => !_reached.Contains(section));
        Place();
        foreach (var section in _sections)
            foreach (var relocation in section.Relocations)
                Apply(section, relocation);
        foreach (var section in (LinkSection[])[_unwind, _lines])
            foreach (var relocation in section.Relocations)
                // What was left out (exception tables) stays zero.
                if (relocation.Symbol.Section is { } target && _reached.Contains(target))
                    Apply(section, relocation);
    }

    private void Reach()
    {
        var pending = new Stack<LinkSection>(_reached);
        while (pending.TryPop(out var section))
            foreach (var relocation in section.Relocations)
            {
                if (!relocation.Symbol.IsDefined)
                    throw new ObjectFormatException($"the symbol {relocation.Symbol.Name}, which section {section.Name} needs, is not defined");
                if (relocation.Symbol.Section is { } target && _reached.Add(target)) pending.Push(target);
            }
    }

    /// <summary>
    /// Sections without a wanted address go from the start of the image range, each kind on pages of its own; the others where they want.
    /// </summary>
    private void Place()
    {
        // Below the image nothing is ever mapped, and code is within reach of 32 bits.
        _unwind.Address = GuestLayout.ImageBase - Align(_unwind.Size, 4096);

        // Within a kind the zero-filled ones last, so that the file carries no zeros.
        var free = _sections.Where(s => s.FixedAddress == 0).OrderBy(s => s.Kind).ThenBy(s => s.Length == 0).ToList();
        var address = GuestLayout.ImageBase;
        SectionKind? kind = null;
        foreach (var section in free)
        {
            if (section.Kind != kind) address = Align(address, 4096);
            kind = section.Kind;
            section.Address = Align(address, (ulong)section.Alignment);
            address = section.Address + section.Size;
        }

        foreach (var section in _sections)
            if (section.FixedAddress != 0) section.Address = section.FixedAddress;
        _sections.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : a.Size.CompareTo(b.Size));
        var end = GuestLayout.ImageBase;
        kind = null;
        foreach (var section in _sections)
        {
            if (section.Address < (section.Kind == kind ? end : Align(end, 4096)) || section.Address + section.Size > GuestLayout.ImageEnd)
                throw new WasmCompilationException($"The compiled program is too large for its place in memory (section {section.Name}, {section.Size:#,0} bytes).");
            end = section.Address + section.Size;
            kind = section.Kind;
        }
    }

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    private static void Apply(LinkSection section, LinkRelocation relocation)
    {
        var field = section.Data[(int)relocation.Offset..];
        var value = (long)relocation.Symbol.Address + relocation.Addend;
        var place = (long)(section.Address + relocation.Offset);
        switch (relocation.Type)
        {
            case Reloc64:
                BinaryPrimitives.WriteInt64LittleEndian(field, value);
                break;
            case RelocPc64:
                BinaryPrimitives.WriteInt64LittleEndian(field, value - place);
                break;
            // With everything in one image a call through the procedure linkage table is a direct call.
            case RelocPc32 or RelocPlt32:
                if (value - place != (int)(value - place)) throw TooFar(section, relocation);
                BinaryPrimitives.WriteInt32LittleEndian(field, (int)(value - place));
                break;
            case Reloc32:
                if (value != (uint)value) throw TooFar(section, relocation);
                BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
                break;
            case Reloc32Signed:
                if (value != (int)value) throw TooFar(section, relocation);
                BinaryPrimitives.WriteInt32LittleEndian(field, (int)value);
                break;
            default:
                throw new ObjectFormatException($"relocation type {relocation.Type} is not one that the linker knows");
        }
    }

    private static ObjectFormatException TooFar(LinkSection section, LinkRelocation relocation) =>
        new($"{relocation.Symbol.Name} is out of reach from section {section.Name} + 0x{relocation.Offset:x}");
}
