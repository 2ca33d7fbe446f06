using System.Buffers.Binary;
using Microlight.Images;

namespace Microlight.Tests.Debugging;

/// <summary>Call frame information of a compiler, and what a hostile image could put in its place.</summary>
public class CallFrameTests
{
    private const ulong SectionAddress = 0x10000, Code = 0x20000;

    // DW_CFA_def_cfa RSP + 8; return address at CFA - 8.
    private static readonly byte[] Usual = [0x0c, 7, 8, 0x90, 1];
    // After 1 byte: CFA is RSP + 16, RBP at CFA - 16; after 4: CFA is RBP + 16; after 10: remembered state, after 12 restored.
    private static readonly byte[] PushAndMove = [0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x46, 0x0a, 0x0c, 7, 8, 0x42, 0x0b];

    [Theory]
    [InlineData(0, CallFrameRow.StackPointer, 8, false)]
    [InlineData(1, CallFrameRow.StackPointer, 16, true)]
    [InlineData(3, CallFrameRow.StackPointer, 16, true)]
    [InlineData(4, CallFrameRow.FramePointer, 16, true)]
    [InlineData(10, CallFrameRow.StackPointer, 8, true)]
    [InlineData(12, CallFrameRow.FramePointer, 16, true)]
    [InlineData(99, CallFrameRow.FramePointer, 16, true)]
    public void The_row_of_an_instruction(int offset, long register, long cfaOffset, bool savesFramePointer)
    {
        var table = new CallFrameTable(Section(Usual, PushAndMove), SectionAddress);
        var entry = table.Find(Code + (ulong)offset);
        Assert.NotNull(entry);
        var rules = CallFrameRow.Find(table, entry, Code + (ulong)offset)!.Value;
        Assert.Equal((register, cfaOffset), (rules.CfaRegister, rules.CfaOffset));
        Assert.Equal((CallFrameRow.Rule.Offset, -8), rules.Registers[CallFrameRow.ReturnAddress]);
        Assert.Equal(savesFramePointer ? (CallFrameRow.Rule.Offset, -16) : default, rules.Registers[CallFrameRow.FramePointer]);
    }

    [Fact]
    public void Code_outside_has_no_entry()
    {
        var table = new CallFrameTable(Section(Usual, PushAndMove), SectionAddress);
        Assert.Null(table.Find(Code - 1));
        Assert.Null(table.Find(Code + 100));
    }

    [Theory]
    [InlineData(new byte[] { 0x0b })]                                                         // restore without remember
    [InlineData(new byte[] { 0x3f })]                                                         // no such instruction
    [InlineData(new byte[] { 0x0c, 7 })]                                                      // cut off
    [InlineData(new byte[] { 0x0c, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 })] // LEB128 without an end
    [InlineData(new byte[] { 0x0f, 0x7f, 1 })]                                                // block longer than what is there
    public void Senseless_instructions_give_no_row(byte[] instructions)
    {
        var table = new CallFrameTable(Section(Usual, instructions), SectionAddress);
        Assert.Null(CallFrameRow.Find(table, table.Find(Code)!, Code));
    }

    [Fact]
    public void Endless_remembering_gives_no_row()
    {
        var instructions = new byte[1 << 20];
        Array.Fill(instructions, (byte)0x0a);
        var table = new CallFrameTable(Section(Usual, instructions), SectionAddress);
        Assert.Null(CallFrameRow.Find(table, table.Find(Code)!, Code));
    }

    /// <summary>Random damage: whatever comes out, it ends, and touches nothing but the section.</summary>
    [Fact]
    public void Damaged_sections_end_in_a_row_or_in_none()
    {
        var random = new Random(20);
        var original = Section(Usual, PushAndMove);
        var rows = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var section = original.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--) section[random.Next(section.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) section = section[..random.Next(section.Length)];
            var table = new CallFrameTable(section, SectionAddress);
            var address = Code + (ulong)random.Next(100);
            if (table.Find(address) is { } entry && CallFrameRow.Find(table, entry, address) is not null) rows++;
        }
        Assert.InRange(rows, 1, 199_999);
    }

    private static byte[] Section(byte[] common, byte[] instructions)
    {
        var bytes = new MemoryStream();
        // CIE: id 0, version 1, "zR", code factor 1, data factor -8, return address 16, one byte of augmentation: pc-relative sdata4.
        Record(bytes, 0, [1, (byte)'z', (byte)'R', 0, 1, 0x78, 16, 1, 0x1b, .. common]);
        var place = (uint)bytes.Length + 4;
        var start = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(start, (int)(Code - (SectionAddress + place + 4)));
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(4), 100);
        Record(bytes, place, [.. start, 0, .. instructions]);
        bytes.Write(new byte[4]);
        return bytes.ToArray();
    }

    private static void Record(MemoryStream bytes, uint id, byte[] content)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(header, content.Length + 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], id);
        bytes.Write(header);
        bytes.Write(content);
    }
}
