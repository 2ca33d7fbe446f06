using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Tests.Compilation;

public class ObjectLinkerTests
{
    private readonly ObjectLinker _linker = new();

    private LinkSection Section(string name, SectionKind kind, int bytes, ulong at = 0)
    {
        var section = new LinkSection(name, kind) { FixedAddress = at };
        section.Append(new byte[bytes]);
        _linker.Symbol(name).Define(section, 0);
        return section;
    }

    [Theory]
    [InlineData(ElfConstants.Reloc64, 8, 5)]
    [InlineData(ElfConstants.RelocPc32, 4, -4)]
    [InlineData(ElfConstants.RelocPlt32, 4, -4)]
    [InlineData(ElfConstants.RelocPc64, 8, 0)]
    public void A_relocation_gets_the_value_of_the_psABI(uint type, int width, long addend)
    {
        var data = _linker.Add(Section("data", SectionKind.Writable, 100));
        var code = _linker.Add(Section("code", SectionKind.Code, 64));
        _linker.Symbol("target").Define(data, 40);
        code.Relocations.Add(new LinkRelocation(16, type, _linker.Symbol("target"), addend));
        _linker.Link();
        var (s, p) = ((long)data.Address + 40, (long)code.Address + 16);
        var expected = type == ElfConstants.Reloc64 ? s + addend : s + addend - p;
        var field = code.Data.Slice(16, width);
        Assert.Equal(expected, width == 8 ? BinaryPrimitives.ReadInt64LittleEndian(field) : BinaryPrimitives.ReadInt32LittleEndian(field));
        Assert.Equal(-1, code.Data[(16 + width)..].IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(ElfConstants.Reloc32)]
    [InlineData(ElfConstants.Reloc32Signed)]
    public void A_field_too_narrow_for_its_address_is_an_error(uint type)
    {
        var code = _linker.Add(Section("code", SectionKind.Code, 64));
        code.Relocations.Add(new LinkRelocation(0, type, _linker.Symbol("code"), 0));
        Assert.Contains("out of reach", Assert.Throws<ObjectFormatException>(_linker.Link).Message);
    }

    [Fact]
    public void An_undefined_symbol_is_named()
    {
        var code = _linker.Add(Section("code", SectionKind.Code, 64));
        code.Relocations.Add(new LinkRelocation(0, ElfConstants.RelocPlt32, _linker.Symbol("nowhere"), -4));
        Assert.Contains("nowhere", Assert.Throws<ObjectFormatException>(_linker.Link).Message);
    }

    [Fact]
    public void A_symbol_defined_twice_is_an_error()
    {
        var section = Section("code", SectionKind.Code, 1);
        Assert.Throws<ObjectFormatException>(() => _linker.Symbol("code").Define(section, 0));
    }

    [Fact]
    public void Kinds_do_not_share_pages_and_fixed_addresses_are_kept()
    {
        var fixedAddress = GuestLayout.ImageBase + 0x1000_0000;
        var code = _linker.Add(Section("code", SectionKind.Code, 10));
        var data = _linker.Add(Section("data", SectionKind.Writable, 10));
        var rest = _linker.Add(Section("rest", SectionKind.ReadOnly, 10));
        var there = _linker.Add(Section("there", SectionKind.ReadOnly, 10, fixedAddress));
        var zero = _linker.Add(new LinkSection("zero", SectionKind.Writable) { ZeroFill = 9000 });
        _linker.Link();
        Assert.Equal(fixedAddress, there.Address);
        Assert.Equal(GuestLayout.ImageBase, data.Address);
        Assert.True(zero.Address > data.Address && zero.Address < rest.Address);
        Assert.Equal([data, zero, rest, code, there], _linker.Sections);
        Assert.Equal(0ul, rest.Address % 4096);
        Assert.Equal(0ul, code.Address % 4096);
    }

    [Fact]
    public void Sections_that_collide_are_an_error()
    {
        _linker.Add(Section("a", SectionKind.ReadOnly, 100, GuestLayout.ImageBase + 0x1000));
        _linker.Add(Section("b", SectionKind.ReadOnly, 100, GuestLayout.ImageBase + 0x1040));
        Assert.Throws<WasmCompilationException>(_linker.Link);
    }

    [Fact]
    public void More_segments_or_sections_than_an_ELF_header_counts_are_an_error()
    {
        var writer = new ImageWriter();
        for (var i = 0ul; i <= ushort.MaxValue; i++) writer.AddMemory(i << 20, new byte[1]);
        Assert.Contains("65,536", Assert.Throws<WasmCompilationException>(writer.Write).Message);
        writer = new ImageWriter();
        for (var i = 0; i <= ushort.MaxValue; i++) writer.AddNote("note", []);
        Assert.Contains("sections", Assert.Throws<WasmCompilationException>(writer.Write).Message);
    }

    [Fact]
    public void Each_section_of_call_frame_information_is_relocated_at_its_own_place()
    {
        var bytes = (byte[])TestProgram.Object.Clone();
        var sections = ObjectFile.Parse(bytes).Sections;
        var unwind = Assert.Single(sections, s => s.Name == ".eh_frame");
        var other = sections.Where(s => s.Index < unwind.Index && s.IsAllocated && s.Relocations.Length > 0).MaxBy(s => s.Relocations.Max(r => r.Offset))!;
        var headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
        bytes.AsSpan(headers + 64 * unwind.Index, 4).CopyTo(bytes.AsSpan(headers + 64 * other.Index));
        _linker.Add(ObjectFile.Parse(bytes));
        var places = _linker.Unwind.Relocations.Select(r => r.Offset).ToHashSet();
        Assert.All(other.Relocations, r => Assert.Contains(r.Offset, places));
        Assert.All(places, place => Assert.InRange(place, 0ul, _linker.Unwind.Size - 4));
    }

    [Fact]
    public void What_nothing_reaches_is_left_out()
    {
        var linker = new ObjectLinker();
        GuestStubs.AddTo(linker);
        linker.Add(ObjectFile.Parse(TestProgram.Object));
        linker.Link();
        var names = linker.Sections.Select(s => s.Name).ToArray();
        Assert.Contains("__managedcode", names);
        Assert.DoesNotContain("__modules", names);
        Assert.DoesNotContain(".dotnet_eh_table", names);
        Assert.DoesNotContain(".eh_frame", names);
    }
}
