using Microlight.Wasm.Binary;
using Microlight.Wasm.Positions;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>Line tables: what is read of good ones, and that bad ones do no harm.</summary>
public sealed class CodePositionsTests
{
    /// <summary>A DWARF 4 unit: one directory, two files, five rows.</summary>
    private static byte[] Unit()
    {
        byte[] header = [1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, .. "lib\0"u8, 0, .. "main.c\0"u8, 0, 0, 0, .. "util.c\0"u8, 1, 0, 0, 0];
        byte[] program =
        [
            0, 9, 2, 0x00, 0x10, 0, 0, 0, 0, 0, 0, // set_address 0x1000
            3, 9, 1,                               // advance_line 9 (to 10), copy
            13 + 5 + 1 + 14 * 4,                   // special: address + 4, line + 1
            4, 2, 2, 16, 1,                        // set_file 2, advance_pc 16, copy
            8, 1,                                  // const_add_pc, copy
            0, 1, 1,                               // end_sequence
        ];
        return [.. BitConverter.GetBytes(6 + header.Length + program.Length), 4, 0, .. BitConverter.GetBytes(header.Length), .. header, .. program];
    }

    [Fact]
    public void Rows_of_a_program_are_read()
    {
        var lines = DwarfLines.Read(Unit());
        Assert.Equal(["main.c", "lib/util.c"], lines.Files);
        Assert.Equal(
            [new LineRow(0x1000, 0, 10), new LineRow(0x1004, 0, 11), new LineRow(0x1014, 1, 11), new LineRow(0x1025, 1, 0), new LineRow(0x1025, 1, 11)],
            lines.Rows);
    }

    [Fact]
    public void Any_bytes_are_survived()
    {
        var random = new Random(3);
        var unit = Unit();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])unit.Clone();
            for (var n = random.Next(4); n >= 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            Assert.True(DwarfLines.Read(cut).Rows.Count <= bytes.Length);
            CodePositions.Find(cut, [0, 0x1000, ulong.MaxValue]);
        }
    }

    [Fact]
    public void A_module_without_line_table_has_no_source() =>
        Assert.Null(ModuleSource.Read(ModuleDecoder.Decode(Support.ModuleWriter.Module())));
}
