using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Binary;

/// <summary>Immediates of instructions, and what is no instruction of a supported feature.</summary>
public sealed class InstructionReaderTests
{
    [Fact]
    public void Immediates_are_where_the_instruction_says()
    {
        var code = new ModuleWriter()
            .Byte((byte)Opcode.I32Const).S64(-5)
            .Byte((byte)Opcode.I64Load).U32(0x43).U32(7).U64(0x1_0000_0001)
            .Byte((byte)Opcode.CallIndirect).U32(3).U32(4)
            .Byte((byte)Opcode.BrTable).U32(2).U32(9).U32(8).U32(7)
            .Byte((byte)Opcode.Block).S64(300)
            .Byte((byte)Opcode.Loop).Byte(0x7e)
            .Byte((byte)Opcode.If).Byte(0x40)
            .Byte((byte)Opcode.F32Const).F32(1.5f)
            .Byte((byte)Opcode.RefNull).Byte(0x6f)
            .Byte(0xfc).U32(14).U32(1).U32(2)
            .ToArray();
        var all = ReadAll(code);
        Assert.Equal(unchecked((ulong)-5L), all[0].Immediate);
        Assert.Equal((7u, 3u, 0x1_0000_0001ul), (all[1].A, all[1].B, all[1].Immediate));
        Assert.Equal((3u, 4u), (all[2].A, all[2].B));
        Assert.Equal([9u, 8u, 7u], all[3].Labels!);
        Assert.Equal(new BlockType(null, 300), all[4].Block);
        Assert.Equal(new BlockType(WasmType.I64, -1), all[5].Block);
        Assert.Equal(BlockType.Empty, all[6].Block);
        Assert.Equal(BitConverter.SingleToUInt32Bits(1.5f), all[7].Immediate);
        Assert.Equal([WasmType.ExternRef], all[8].Types!);
        Assert.Equal((Opcode.TableCopy, 1u, 2u), (all[9].Opcode, all[9].A, all[9].B));
        Assert.Equal(10, all.Count);
    }

    [Fact]
    public void Every_opcode_of_the_enumeration_is_read_and_every_other_byte_is_refused()
    {
        // Zeros serve as every kind of immediate except a heap type.
        for (var code = 0; code < 256; code++)
        {
            byte[] bytes = [(byte)code, code == (int)Opcode.RefNull ? (byte)0x70 : (byte)0, 0, 0, 0, 0, 0, 0, 0];
            Assert.Equal(Enum.IsDefined((Opcode)code) || code is >= 0xfb and <= 0xfe, Reads(bytes));
        }
        foreach (var (prefix, first) in ((byte, int)[])[(0xfc, 0xfc00), (0xfd, 0xd000), (0xfe, 0xfe00)])
        {
            for (var number = 0u; number < 300; number++)
            {
                var opcode = (Opcode)(first + number);
                var known = Enum.IsDefined(opcode) && (prefix == 0xfd || number < 256);
                Assert.Equal(known, Reads(new ModuleWriter().Byte(prefix).U32(number).Raw(new byte[20]).ToArray()));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xd0, 0x62, 0x00 }, WasmFeature.CustomDescriptors)]
    [InlineData(new byte[] { 0xfb, 0x22, 0x00 }, WasmFeature.CustomDescriptors)]
    public void Unsupported_features_are_named(byte[] code, string feature) =>
        Assert.Equal(feature, Assert.Throws<WasmUnsupportedException>(() => ReadAll(code)).Feature);

    [Fact]
    public void Instructions_have_the_text_formats_names()
    {
        Assert.Equal("i32.trunc_sat_f64_u", Opcode.I32TruncSatF64U.Name());
        Assert.Equal("i64.load32_s", Opcode.I64Load32S.Name());
        Assert.Equal("br_table", Opcode.BrTable.Name());
        Assert.Equal("memory.copy", Opcode.MemoryCopy.Name());
        Assert.Equal("ref.is_null", Opcode.RefIsNull.Name());
        Assert.Equal("select", Opcode.SelectT.Name());
        Assert.Equal("data.drop", Opcode.DataDrop.Name());
        Assert.Equal("return", Opcode.Return.Name());
    }

    private static List<Instruction> ReadAll(byte[] code)
    {
        var reader = new InstructionReader(code, 0, code.Length);
        var all = new List<Instruction>();
        while (reader.Read(out var instruction)) all.Add(instruction);
        return all;
    }

    private static bool Reads(byte[] code)
    {
        var reader = new InstructionReader(code, 0, code.Length);
        try
        {
            return reader.Read(out _);
        }
        catch (WasmModuleException)
        {
            return false;
        }
    }
}
