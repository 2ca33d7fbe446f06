using System.Text;

namespace Microlight.Tests.Guests;

/// <summary>Writes small ELF executables in memory, well-formed or (for hostile ones) as told.</summary>
internal sealed class ElfWriter
{
    private readonly List<(ulong Address, byte[] Bytes, ulong MemorySize, uint Flags)> _segments = [];
    private readonly List<(string Name, uint Type, byte[] Bytes, uint Link)> _sections = [];

    public const uint Execute = 1, Write = 2, Read = 4;

    public ElfWriter Segment(ulong address, byte[] bytes, uint flags, ulong memorySize = 0)
    {
        _segments.Add((address, bytes, Math.Max(memorySize, (ulong)bytes.Length), flags));
        return this;
    }

    public ElfWriter Section(string name, byte[] bytes, uint type = 1, uint link = 0)
    {
        _sections.Add((name, type, bytes, link));
        return this;
    }

    /// <summary>Adds .symtab and .strtab with function symbols.</summary>
    public ElfWriter Symbols(IEnumerable<(string Name, ulong Address, ulong Size)> functions)
    {
        var names = new MemoryStream();
        names.WriteByte(0);
        var table = new MemoryStream();
        var writer = new BinaryWriter(table);
        writer.Write(new byte[24]);
        foreach (var (name, address, size) in functions)
        {
            writer.Write((uint)names.Length);
            writer.Write((byte)0x12);
            writer.Write((byte)0);
            writer.Write((ushort)1);
            writer.Write(address);
            writer.Write(size);
            names.Write(Encoding.UTF8.GetBytes(name + "\0"));
        }
        // Sections are numbered from 1: the null section comes first.
        _sections.Add((".symtab", 2, table.ToArray(), (uint)_sections.Count + 2));
        _sections.Add((".strtab", 3, names.ToArray(), 0));
        return this;
    }

    public byte[] ToArray()
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write(new byte[64 + 56 * _segments.Count]);
        var offsets = _segments.Select(segment => Append(segment.Bytes)).ToArray();
        var names = new MemoryStream();
        var nameOffsets = _sections.Select(section => section.Name).Append(".shstrtab").Select(name =>
        {
            var at = (uint)names.Length + 1;
            if (names.Length == 0) names.WriteByte(0);
            at = (uint)names.Length;
            names.Write(Encoding.UTF8.GetBytes(name + "\0"));
            return at;
        }).ToArray();
        var sectionOffsets = _sections.Select(section => Append(section.Bytes)).Append(Append(names.ToArray())).ToArray();
        var headers = Append([]);
        WriteSection(0, 0, 0, 0, 0);
        for (var i = 0; i < _sections.Count; i++) WriteSection(nameOffsets[i], _sections[i].Type, sectionOffsets[i], (ulong)_sections[i].Bytes.Length, _sections[i].Link);
        WriteSection(nameOffsets[^1], 3, sectionOffsets[^1], (ulong)names.Length, 0);

        file.Position = 0;
        writer.Write((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write((ushort)2);
        writer.Write((ushort)62);
        writer.Write(1u);
        writer.Write(0UL);
        writer.Write(64UL);
        writer.Write(headers);
        writer.Write(0u);
        writer.Write((ushort)64);
        writer.Write((ushort)56);
        writer.Write((ushort)_segments.Count);
        writer.Write((ushort)64);
        writer.Write((ushort)(_sections.Count + 2));
        writer.Write((ushort)(_sections.Count + 1));
        for (var i = 0; i < _segments.Count; i++)
        {
            var (address, bytes, memorySize, flags) = _segments[i];
            writer.Write(1u);
            writer.Write(flags);
            writer.Write(offsets[i]);
            writer.Write(address);
            writer.Write(address);
            writer.Write((ulong)bytes.Length);
            writer.Write(memorySize);
            writer.Write(4096UL);
        }
        return file.ToArray();

        ulong Append(byte[] bytes)
        {
            var at = (ulong)file.Length;
            file.Position = file.Length;
            file.Write(bytes);
            return at;
        }

        void WriteSection(uint name, uint type, ulong offset, ulong size, uint link)
        {
            writer.Write(name);
            writer.Write(type);
            writer.Write(0UL);
            writer.Write(0UL);
            writer.Write(offset);
            writer.Write(size);
            writer.Write(link);
            writer.Write(0u);
            writer.Write(1UL);
            writer.Write(0UL);
        }
    }
}
