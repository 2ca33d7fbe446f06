using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz.Programs;

/// <summary>Loads, stores and bulk operations on one or two memories, of 32 or 64 bits.</summary>
internal sealed partial class FunctionGenerator
{
    private uint AnyMemory() => (uint)random.Next(shape.Memories.Count);

    /// <summary>An address, mostly within the first page.</summary>
    private void Address(uint memory, int depth)
    {
        var is64 = shape.Memories[(int)memory].Limits.Is64;
        Expression(is64 ? WasmType.I64 : WasmType.I32, depth + 1);
        if (Chance(1)) return;
        if (is64)
        {
            code.Opcode(Opcode.I64Const);
            code.Signed(0xffff);
            code.Opcode(Opcode.I64And);
        }
        else
        {
            I32(0xffff);
            code.Opcode(Opcode.I32And);
        }
    }

    private void Argument(Opcode opcode, uint memory) => Argument(opcode, memory, MemoryAccess.Of(opcode).Alignment);

    /// <param name="natural">The largest alignment, an exponent of two.</param>
    private void Argument(Opcode opcode, uint memory, int natural)
    {
        code.Opcode(opcode);
        var alignment = (uint)random.Next(natural + 1);
        code.Unsigned(alignment | (memory != 0 ? 0x40u : 0));
        if (memory != 0) code.Unsigned(memory);
        code.Unsigned(random.Next(300) switch { 0 => 0xffffffff, 1 => 0x10000, _ => (ulong)random.Next(16) });
    }

    private void Load(WasmType type, int depth)
    {
        if (type == WasmType.V128)
        {
            VectorLoad(depth);
            return;
        }
        var memory = AnyMemory();
        Address(memory, depth);
        Opcode opcode;
        do opcode = (Opcode)random.Next((int)Opcode.I32Load, (int)Opcode.I64Load32U + 1);
        while (MemoryAccess.Of(opcode).Type != type);
        Argument(opcode, memory);
        // Memory may hold any NaN; what is loaded is kept as it is, and instructions that change it canonicalise.
    }

    private void Store(int depth)
    {
        if (shape.HasVectors && Chance(35))
        {
            VectorStore(depth);
            return;
        }
        var memory = AnyMemory();
        var opcode = (Opcode)random.Next((int)Opcode.I32Store, (int)Opcode.I64Store32 + 1);
        Address(memory, depth);
        Expression(MemoryAccess.Of(opcode).Type, depth + 1);
        Argument(opcode, memory);
    }

    /// <summary>memory.size or memory.grow by at most one page.</summary>
    private void MemoryQuestion(int depth)
    {
        var memory = AnyMemory();
        var is64 = shape.Memories[(int)memory].Limits.Is64;
        if (Chance(50)) Index(Opcode.MemorySize, memory);
        else
        {
            Expression(is64 ? WasmType.I64 : WasmType.I32, depth + 1);
            if (is64)
            {
                code.Opcode(Opcode.I64Const);
                code.Signed(1);
                code.Opcode(Opcode.I64And);
            }
            else
            {
                I32(1);
                code.Opcode(Opcode.I32And);
            }
            Index(Opcode.MemoryGrow, memory);
        }
        if (is64) code.Opcode(Opcode.I32WrapI64);
    }

    /// <summary>A length, mostly below 256.</summary>
    private void Length(bool is64, int depth)
    {
        Expression(WasmType.I32, depth + 1);
        if (!Chance(3))
        {
            I32(255);
            code.Opcode(Opcode.I32And);
        }
        if (is64) code.Opcode(Opcode.I64ExtendI32U);
    }

    private void BulkMemory(int depth)
    {
        var memory = AnyMemory();
        var is64 = shape.Memories[(int)memory].Limits.Is64;
        switch (random.Next(4))
        {
            case 0:
                Address(memory, depth);
                Expression(WasmType.I32, depth + 1);
                Length(is64, depth);
                Index(Opcode.MemoryFill, memory);
                break;
            case 1:
                var source = AnyMemory();
                Address(memory, depth);
                Address(source, depth);
                Length(is64 && shape.Memories[(int)source].Limits.Is64, depth);
                Index(Opcode.MemoryCopy, memory);
                code.Unsigned(source);
                break;
            case 2 when shape.DataSegments > 0:
                Address(memory, depth);
                I32(random.Next(4));
                I32(random.Next(10));
                Index(Opcode.MemoryInit, (uint)random.Next(shape.DataSegments));
                code.Unsigned(memory);
                break;
            case 3 when shape.DataSegments > 0 && Chance(30):
                Index(Opcode.DataDrop, (uint)random.Next(shape.DataSegments));
                break;
        }
    }
}
