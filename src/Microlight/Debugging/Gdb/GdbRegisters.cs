using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microlight.Machine;
using Monitor = Microlight.Machine.Monitor;

namespace Microlight.Debugging.Gdb;

/// <summary>
/// The registers as GDB numbers them, and the description that tells it so ("Target Descriptions" and "i386 Features" in the GDB manual,
/// appendix G): general registers, segments, x87, SSE, and the upper halves of AVX's.
/// </summary>
internal static class GdbRegisters
{
    public const int Rip = 16;
    private const int Flags = 17, FirstSegment = 18, FirstX87 = 24, FirstControl = 32, FirstXmm = 40, Mxcsr = 56, FirstYmmHigh = 57;
    public const int Count = FirstYmmHigh + 16;

    private static readonly string[] s_general =
        ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];
    private static readonly string[] s_segments = ["cs", "ss", "ds", "es", "fs", "gs"];
    private static readonly string[] s_control = ["fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop"];

    /// <summary>target.xml.</summary>
    public static string Description { get; } = Describe();

    /// <summary>A register's bytes in hexadecimal; null if there is none of that number.</summary>
    public static string? Read(int number, in GuestRegisters registers, ReadOnlySpan<byte> state) => number switch
    {
        < 0 or >= Count => null,
        <= Rip => Hex(General(number, registers), 8),
        Flags => Hex(registers.Rflags, 4),
        < FirstX87 => Hex(number == FirstSegment ? Monitor.UserCode : Monitor.UserData, 4),
        < FirstControl => Hex(state.Slice(ExtendedState.StOffset + (number - FirstX87) * 16, 10)),
        < FirstXmm => Hex(Control(number - FirstControl, state), 4),
        < Mxcsr => Hex(state.Slice(ExtendedState.XmmOffset + (number - FirstXmm) * 16, 16)),
        Mxcsr => Hex(state.Slice(ExtendedState.MxcsrOffset, 4)),
        _ => Hex(state.Slice(ExtendedState.YmmHighOffset + (number - FirstYmmHigh) * 16, 16)),
    };

    /// <summary>The registers with one of them changed; null for those that cannot be: all but the general ones, RIP and the flags.</summary>
    public static GuestRegisters? Write(int number, in GuestRegisters r, ulong value) => number switch
    {
        0 => r with { Rax = value }, 1 => r with { Rbx = value }, 2 => r with { Rcx = value }, 3 => r with { Rdx = value },
        4 => r with { Rsi = value }, 5 => r with { Rdi = value }, 6 => r with { Rbp = value }, 7 => r with { Rsp = value },
        8 => r with { R8 = value }, 9 => r with { R9 = value }, 10 => r with { R10 = value }, 11 => r with { R11 = value },
        12 => r with { R12 = value }, 13 => r with { R13 = value }, 14 => r with { R14 = value }, 15 => r with { R15 = value },
        // An address that the processor would not take.
        Rip when value >> 47 != 0 => null,
        Rip => r with { Rip = value },
        Flags => r with { Rflags = GuestFlags.ForGuest(value) },
        _ => null,
    };

    /// <summary>Bytes of a register in the packet of all registers.</summary>
    public static int Size(int number) => number switch
    {
        <= Rip => 8,
        < FirstX87 => 4,
        < FirstControl => 10,
        < FirstXmm or Mxcsr => 4,
        _ => 16,
    };

    private static ulong General(int number, in GuestRegisters r)
    {
        ReadOnlySpan<ulong> values = [r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rbp, r.Rsp, r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rip];
        return values[number];
    }

    /// <summary>From the legacy area: FCW at 0, FSW at 2, abridged FTW at 4, FOP at 6, FIP at 8, FDP at 16 (Intel SDM vol. 1, table 10-2).</summary>
    private static ulong Control(int index, ReadOnlySpan<byte> state) => index switch
    {
        0 => BinaryPrimitives.ReadUInt16LittleEndian(state),
        1 => BinaryPrimitives.ReadUInt16LittleEndian(state[2..]),
        2 => Tags(state),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(state[8..]),
        6 => BinaryPrimitives.ReadUInt32LittleEndian(state[16..]),
        7 => BinaryPrimitives.ReadUInt16LittleEndian(state[6..]),
        _ => 0,
    };

    /// <summary>The full tag word: for each physical register 0 valid, 1 zero, 2 special, 3 empty (Intel SDM vol. 1, 8.1.7 and 10.5.1.1).</summary>
    private static ulong Tags(ReadOnlySpan<byte> state)
    {
        var top = BinaryPrimitives.ReadUInt16LittleEndian(state[2..]) >> 11 & 7;
        uint tags = 0;
        for (var physical = 0; physical < 8; physical++)
        {
            var value = state[(ExtendedState.StOffset + (physical - top & 7) * 16)..];
            var mantissa = BinaryPrimitives.ReadUInt64LittleEndian(value);
            var exponent = BinaryPrimitives.ReadUInt16LittleEndian(value[8..]) & 0x7fff;
            var tag = (state[4] >> physical & 1) == 0 ? 3u
                : exponent == 0 && mantissa == 0 ? 1u
                : exponent == 0x7fff || mantissa >> 63 == 0 ? 2u
                : 0u;
            tags |= tag << physical * 2;
        }
        return tags;
    }

    private static string Hex(ulong value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
        return Hex(buffer[..bytes]);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static string Describe()
    {
        // No operating system: GDB would otherwise look for Linux's in a static executable.
        var text = new StringBuilder("""
            <?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd">
            <target><architecture>i386:x86-64</architecture><osabi>none</osabi>
            <feature name="org.gnu.gdb.i386.core">
            <flags id="i386_eflags" size="4">
            <field name="CF" start="0" end="0"/><field name="PF" start="2" end="2"/><field name="AF" start="4" end="4"/>
            <field name="ZF" start="6" end="6"/><field name="SF" start="7" end="7"/><field name="TF" start="8" end="8"/>
            <field name="IF" start="9" end="9"/><field name="DF" start="10" end="10"/><field name="OF" start="11" end="11"/>
            <field name="RF" start="16" end="16"/><field name="AC" start="18" end="18"/><field name="ID" start="21" end="21"/>
            </flags>

            """);
        for (var i = 0; i < s_general.Length; i++) Add(s_general[i], 64, s_general[i] switch { "rbp" or "rsp" => "data_ptr", "rip" => "code_ptr", _ => "int64" });
        Add("eflags", 32, "i386_eflags");
        foreach (var name in s_segments) Add(name, 32, "int32");
        for (var i = 0; i < 8; i++) Add(Numbered("st", i), 80, "i387_ext");
        foreach (var name in s_control) Add(name, 32, "int", "float");
        text.Append("""
            </feature>
            <feature name="org.gnu.gdb.i386.sse">
            <vector id="v4f" type="ieee_single" count="4"/><vector id="v2d" type="ieee_double" count="2"/>
            <vector id="v16i8" type="int8" count="16"/><vector id="v8i16" type="int16" count="8"/>
            <vector id="v4i32" type="int32" count="4"/><vector id="v2i64" type="int64" count="2"/>
            <union id="vec128"><field name="v4_float" type="v4f"/><field name="v2_double" type="v2d"/><field name="v16_int8" type="v16i8"/>
            <field name="v8_int16" type="v8i16"/><field name="v4_int32" type="v4i32"/><field name="v2_int64" type="v2i64"/><field name="uint128" type="uint128"/></union>

            """);
        for (var i = 0; i < 16; i++) Add(Numbered("xmm", i), 128, "vec128");
        Add("mxcsr", 32, "int", "vector");
        text.Append("</feature>\n<feature name=\"org.gnu.gdb.i386.avx\">\n");
        for (var i = 0; i < 16; i++) Add(Numbered("ymm", i) + "h", 128, "uint128");
        return text.Append("</feature>\n</target>\n").ToString();

        void Add(string name, int bits, string type, string? group = null) => text.Append(CultureInfo.InvariantCulture,
            $"<reg name=\"{name}\" bitsize=\"{bits}\" type=\"{type}\"{(group is null ? "" : $" group=\"{group}\"")}/>\n");

        static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
    }
}
