using System.Buffers.Binary;
using System.Text;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Tests.Support;

/// <summary>Writes the binary format piece by piece: what tests need to make modules without a text format. Checks nothing.</summary>
internal sealed class ModuleWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>A module: the header and the given sections.</summary>
    public static byte[] Module(params ReadOnlySpan<ModuleWriter> sections)
    {
        var module = new ModuleWriter().Raw("\0asm"u8).Raw([1, 0, 0, 0]);
        foreach (var section in sections) module.Raw(section.ToArray());
        return module.ToArray();
    }

    /// <summary>A section with its id and size.</summary>
    public static ModuleWriter RawSection(SectionId id, ModuleWriter contents) => new ModuleWriter().Byte((byte)id).Sized(contents);

    /// <summary>A section that holds a vector.</summary>
    public static ModuleWriter Section(SectionId id, params ReadOnlySpan<ModuleWriter> entries) => RawSection(id, new ModuleWriter().Vector(entries));

    public static ModuleWriter FunctionType(ReadOnlySpan<WasmType> parameters, ReadOnlySpan<WasmType> results) =>
        new ModuleWriter().Byte(0x60).Types(parameters).Types(results);

    /// <summary>An entry of the code section without locals; <paramref name="code"/> lacks only the final end.</summary>
    public static ModuleWriter Body(params ReadOnlySpan<byte> code) => new ModuleWriter().Sized(new ModuleWriter().Byte(0).Raw(code).Byte((byte)Opcode.End));

    public static ModuleWriter Export(string name, ExternalKind kind, int index) =>
        new ModuleWriter().Name(name).Byte((byte)kind).U32((uint)index);

    public ModuleWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public ModuleWriter Raw(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) _bytes.Add(b);
        return this;
    }

    public ModuleWriter U32(uint value) => U64(value);

    public ModuleWriter U64(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        return Byte((byte)value);
    }

    public ModuleWriter S64(long value)
    {
        for (; value is < -0x40 or >= 0x40; value >>= 7) _bytes.Add((byte)(value | 0x80));
        return Byte((byte)(value & 0x7f));
    }

    public ModuleWriter F32(float value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Raw(bytes);
    }

    public ModuleWriter F64(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Raw(bytes);
    }

    public ModuleWriter Name(string name) => Sized(new ModuleWriter().Raw(Encoding.UTF8.GetBytes(name)));

    public ModuleWriter Types(ReadOnlySpan<WasmType> types)
    {
        U32((uint)types.Length);
        foreach (var type in types) Byte((byte)type.Code);
        return this;
    }

    public ModuleWriter GlobalType(GlobalType type) => Byte((byte)type.Type.Code).Byte(type.Mutable ? (byte)1 : (byte)0);

    /// <param name="flags">2: shared, 4: 64-bit addresses.</param>
    public ModuleWriter Limits(uint minimum, uint? maximum = null, byte flags = 0)
    {
        Byte((byte)(flags | (maximum is null ? 0 : 1))).U32(minimum);
        return maximum is { } most ? U32(most) : this;
    }

    /// <summary>The length of <paramref name="contents"/> in bytes, then itself.</summary>
    public ModuleWriter Sized(ModuleWriter contents) => U32((uint)contents._bytes.Count).Raw(contents.ToArray());

    public ModuleWriter Vector(params ReadOnlySpan<ModuleWriter> entries)
    {
        U32((uint)entries.Length);
        foreach (var entry in entries) _bytes.AddRange(entry._bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];
}
