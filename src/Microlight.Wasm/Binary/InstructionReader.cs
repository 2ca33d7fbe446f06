using System.Buffers.Binary;

namespace Microlight.Wasm.Binary;

/// <summary>
/// Reads instructions (spec 5.4) one after the other from a range of a module's bytes, without looking at what they mean: nesting, indices
/// and types are the validator's. Used by the validator, the IR builder and for constant expressions.
/// </summary>
/// <remarks>
/// <see cref="Read"/> throws <see cref="WasmMalformedException"/> for what is no instruction and <see cref="WasmLimitException"/> for too many branch table labels.
/// </remarks>
internal ref struct InstructionReader(ReadOnlySpan<byte> module, int start, int end)
{
    private ModuleReader _reader = new(module, start, end);

    /// <summary>Offset of the next instruction in the module.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>Reads the next instruction; false at the end of the range.</summary>
    public bool Read(out Instruction instruction)
    {
        instruction = default;
        if (_reader.AtEnd) return false;
        var offset = _reader.Position;
        instruction.Offset = offset;
        var code = _reader.ReadByte();
        instruction.Opcode = (Opcode)code;
        var kind = OpcodeTable.Immediates(instruction.Opcode);
        if (kind == ImmediateKind.Prefix)
        {
            var number = _reader.ReadU32();
            instruction.Opcode = OpcodeTable.Prefixed(code, number);
            kind = instruction.Opcode == Opcode.Unreachable ? ImmediateKind.Illegal : OpcodeTable.Immediates(instruction.Opcode);
            if (code == 0xfb && number is >= 0x20 and <= 0x26) throw new WasmUnsupportedException(WasmFeature.CustomDescriptors, offset);
            if (kind == ImmediateKind.Illegal) throw new WasmMalformedException($"Illegal opcode 0x{code:x2} {number}", offset);
        }
        switch (kind)
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.Index:
                instruction.A = _reader.ReadU32();
                break;
            case ImmediateKind.MemoryArgument:
                ReadMemoryArgument(ref instruction);
                break;
            case ImmediateKind.I32:
                instruction.Immediate = (ulong)(long)_reader.ReadS32();
                break;
            case ImmediateKind.I64:
                instruction.Immediate = (ulong)_reader.ReadS64();
                break;
            case ImmediateKind.F32:
                instruction.Immediate = BinaryPrimitives.ReadUInt32LittleEndian(_reader.ReadBytes(4));
                break;
            case ImmediateKind.F64:
                instruction.Immediate = BinaryPrimitives.ReadUInt64LittleEndian(_reader.ReadBytes(8));
                break;
            case ImmediateKind.Block:
                instruction.Block = ReadBlockType();
                break;
            case ImmediateKind.IndexPair:
                ReadIndexPair(ref instruction);
                break;
            case ImmediateKind.Labels:
                instruction.Labels = ReadLabels();
                break;
            case ImmediateKind.SelectTypes:
                instruction.Types = TypeDecoder.ReadTypes(ref _reader, ModuleLimits.Results, "types of a select");
                break;
            case ImmediateKind.HeapType:
                var nullable = instruction.Opcode is Opcode.RefNull or Opcode.RefTestNull or Opcode.RefCastNull;
                instruction.Types = [TypeDecoder.ReadHeapType(ref _reader, nullable)];
                break;
            case ImmediateKind.MemoryLane:
                ReadMemoryArgument(ref instruction);
                instruction.Lane = _reader.ReadByte();
                break;
            case ImmediateKind.Lane:
                instruction.Lane = _reader.ReadByte();
                break;
            case ImmediateKind.Bytes:
                instruction.Immediate = BinaryPrimitives.ReadUInt64LittleEndian(_reader.ReadBytes(8));
                instruction.High = BinaryPrimitives.ReadUInt64LittleEndian(_reader.ReadBytes(8));
                break;
            case ImmediateKind.CastBranch:
                ReadCastBranch(ref instruction);
                break;
            case ImmediateKind.TryTable:
                instruction.Block = ReadBlockType();
                instruction.Catches = ReadCatches();
                break;
            case ImmediateKind.Zero:
                if (_reader.ReadByte() != 0) throw new WasmMalformedException("A zero byte is expected", offset);
                break;
            default:
                throw new WasmMalformedException($"Illegal opcode 0x{code:x2}", offset);
        }
        return true;
    }

    /// <summary>Alignment exponent, with bit 6 for a memory index that follows, and the offset (spec 5.4.7).</summary>
    private void ReadMemoryArgument(ref Instruction instruction)
    {
        var offset = _reader.Position;
        var flags = _reader.ReadU32();
        if (flags >= 0x80) throw new WasmMalformedException($"Malformed memory operation flags 0x{flags:x}", offset);
        if ((flags & 0x40) != 0) instruction.A = _reader.ReadU32();
        instruction.B = flags & 0x3f;
        instruction.Immediate = _reader.ReadU64();
    }

    private void ReadIndexPair(ref Instruction instruction)
    {
        instruction.A = _reader.ReadU32();
        instruction.B = _reader.ReadU32();
    }

    /// <summary>A block type is one s33: negative values of one byte are value types or none, the others type indices.</summary>
    private BlockType ReadBlockType()
    {
        var offset = _reader.Position;
        var code = _reader.PeekByte();
        if (code == 0x40)
        {
            _reader.ReadByte();
            return BlockType.Empty;
        }
        if ((code & 0xc0) == 0x40) return new BlockType(TypeDecoder.ReadValueType(ref _reader), -1);
        var index = _reader.ReadS33();
        if (index < 0) throw new WasmMalformedException("Malformed block type", offset);
        return new BlockType(null, (int)Math.Min(index, int.MaxValue));
    }

    private uint[] ReadLabels()
    {
        var count = _reader.ReadCount(ModuleLimits.BranchTableLabels, "labels in a br_table");
        var labels = new uint[count + 1];
        for (var i = 0; i <= count; i++) labels[i] = _reader.ReadU32();
        return labels;
    }

    /// <summary>br_on_cast and br_on_cast_fail: bit 0 of the flags makes the source nullable, bit 1 the target.</summary>
    private void ReadCastBranch(ref Instruction instruction)
    {
        var flags = _reader.ReadByte();
        if (flags > 3) throw new WasmMalformedException($"Malformed cast flags 0x{flags:x2}", instruction.Offset);
        instruction.A = _reader.ReadU32();
        instruction.Types = [TypeDecoder.ReadHeapType(ref _reader, (flags & 1) != 0), TypeDecoder.ReadHeapType(ref _reader, (flags & 2) != 0)];
    }

    private CatchClause[] ReadCatches()
    {
        var catches = new CatchClause[_reader.ReadCount(ModuleLimits.BranchTableLabels, "catch clauses in a try_table", elementSize: 2)];
        for (var i = 0; i < catches.Length; i++)
        {
            var offset = _reader.Position;
            var kind = (CatchKind)_reader.ReadByte();
            if (kind > CatchKind.CatchAllRef) throw new WasmMalformedException($"Malformed catch clause 0x{(byte)kind:x2}", offset);
            var tag = kind <= CatchKind.CatchRef ? _reader.ReadU32() : 0;
            catches[i] = new CatchClause(kind, tag, _reader.ReadU32());
        }
        return catches;
    }
}
