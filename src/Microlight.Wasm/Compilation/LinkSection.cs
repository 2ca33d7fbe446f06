using System.Buffers.Binary;
using System.Text;

namespace Microlight.Wasm.Compilation;

/// <summary>Where a section goes and what the guest may do there.</summary>
internal enum SectionKind { Writable, ReadOnly, Code, Unloaded }

/// <summary>
/// A piece of the image on its way through the linker: bytes, trailing zeros, the symbols it defines and the places that want addresses.
/// Built by hand (Append…) or from an object's section.
/// </summary>
internal sealed class LinkSection(string name, SectionKind kind, int alignment = 16)
{
    private byte[] _data = [];
    private int _length;

    public string Name { get; } = name;
    public SectionKind Kind { get; } = kind;
    public int Alignment { get; } = alignment;
    /// <summary>The address wanted, or 0 to let the linker choose.</summary>
    public ulong FixedAddress { get; init; }
    /// <summary>Zero bytes after the data.</summary>
    public ulong ZeroFill { get; set; }
    public ulong Address { get; set; }
    public List<LinkRelocation> Relocations { get; } = [];
    public Span<byte> Data => _data.AsSpan(0, _length);
    public int Length => _length;
    public ulong Size => (ulong)_length + ZeroFill;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_data.Length - _length < bytes.Length) Array.Resize(ref _data, Math.Max(_length + bytes.Length, _data.Length * 2));
        bytes.CopyTo(_data.AsSpan(_length));
        _length += bytes.Length;
    }

    public void AppendU32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Append(bytes);
    }

    public void AppendU64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Eight bytes that the linker fills with the symbol's address plus the addend.</summary>
    public void AppendPointer(LinkSymbol symbol, long addend = 0)
    {
        Relocations.Add(new LinkRelocation((ulong)_length, ElfConstants.Reloc64, symbol, addend));
        AppendU64(0);
    }

    /// <summary>A C string; returns its offset in the section.</summary>
    public int AppendString(string text)
    {
        var offset = _length;
        Append(Encoding.UTF8.GetBytes(text));
        Append([0]);
        return offset;
    }
}

/// <summary>A name and where it is: in a section, or at an absolute address when Section is null and IsDefined.</summary>
internal sealed class LinkSymbol(string name)
{
    public string Name { get; } = name;
    public LinkSection? Section { get; private set; }
    public ulong Offset { get; private set; }
    public ulong Size { get; private set; }
    public bool IsDefined { get; private set; }
    public ulong Address => (Section?.Address ?? 0) + Offset;

    public void Define(LinkSection? section, ulong offset, ulong size = 0)
    {
        if (IsDefined) throw new ObjectFormatException($"the symbol {Name} is defined twice");
        (Section, Offset, Size, IsDefined) = (section, offset, size, true);
    }
}

/// <summary>A place in a section that gets a value made from a symbol's address (psABI 4.4.1; types in ElfConstants).</summary>
internal readonly record struct LinkRelocation(ulong Offset, uint Type, LinkSymbol Symbol, long Addend);
