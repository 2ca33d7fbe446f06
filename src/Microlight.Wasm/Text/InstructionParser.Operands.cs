using System.Numerics;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>The operands that stand behind instructions in the text (spec 6.5.2 to 6.5.10).</summary>
internal sealed partial class InstructionParser
{
    private void ReadOperands(Opcode opcode, ModuleBuffer output, int position)
    {
        switch (opcode)
        {
            // These have a second opcode for another form of their operands.
            case Opcode.Select:
                ReadSelect(output);
                return;
            case Opcode.RefTest or Opcode.RefCast:
                var target = types.ReferenceType();
                var nullable = opcode == Opcode.RefTest ? Opcode.RefTestNull : Opcode.RefCastNull;
                output.Opcode(target.Nullable ? nullable : opcode);
                output.HeapType(target);
                return;
        }
        output.Opcode(opcode);
        switch (OpcodeTable.Immediates(opcode))
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.Index:
                output.Unsigned(ReadIndex(opcode));
                break;
            case ImmediateKind.IndexPair:
                WritePair(opcode, output);
                break;
            case ImmediateKind.Labels:
                var labels = new List<uint>();
                do labels.Add(_labels.Read(cursor));
                while (cursor.AtIndex);
                output.Unsigned((ulong)(labels.Count - 1));
                foreach (var label in labels) output.Unsigned(label);
                break;
            case ImmediateKind.MemoryArgument:
                WriteMemoryArgument(opcode, cursor.AtIndex ? module.Memories.Read(cursor) : 0, output);
                break;
            case ImmediateKind.MemoryLane:
                // A number alone is the lane.
                var hasMemory = cursor.AtIndex && (cursor.Token.Kind == TokenKind.Id || cursor.FollowingIsIndex || FollowingIsSetting());
                WriteMemoryArgument(opcode, hasMemory ? module.Memories.Read(cursor) : 0, output);
                output.Byte((byte)cursor.Unsigned(8, "A lane"));
                break;
            case ImmediateKind.Lane:
                output.Byte((byte)cursor.Unsigned(8, "A lane"));
                break;
            case ImmediateKind.Bytes when opcode == Opcode.I8x16Shuffle:
                for (var i = 0; i < 16; i++) output.Byte((byte)cursor.Unsigned(8, "A lane (there are 16)"));
                break;
            case ImmediateKind.Bytes:
                WriteVector(output);
                break;
            case ImmediateKind.I32:
                output.Signed((int)cursor.Integer(32));
                break;
            case ImmediateKind.I64:
                output.Signed((long)cursor.Integer(64));
                break;
            case ImmediateKind.F32:
                output.Fixed32((uint)cursor.Float(32));
                break;
            case ImmediateKind.F64:
                output.Fixed64(cursor.Float(64));
                break;
            case ImmediateKind.HeapType:
                output.HeapType(types.HeapType(nullable: true));
                break;
            case ImmediateKind.CastBranch:
                WriteCastBranch(output);
                break;
            case ImmediateKind.Zero:
                output.Byte(0);
                break;
            default:
                throw cursor.Error($"The text format has no {opcode.Name()}", position);
        }
    }

    private uint ReadIndex(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Br or Opcode.BrIf or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.Rethrow:
                return _labels.Read(cursor);
            case Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee:
                return (_locals ?? NoLocals).Read(cursor);
            case Opcode.DataDrop:
                UsesDataSegments = true;
                return module.Data.Read(cursor);
            case Opcode.TableGet or Opcode.TableSet or Opcode.TableGrow or Opcode.TableSize or Opcode.TableFill:
                return cursor.AtIndex ? module.Tables.Read(cursor) : 0;
            case Opcode.MemorySize or Opcode.MemoryGrow or Opcode.MemoryFill:
                return cursor.AtIndex ? module.Memories.Read(cursor) : 0;
            case Opcode.Call or Opcode.ReturnCall or Opcode.RefFunc:
                return module.Functions.Read(cursor);
            case Opcode.GlobalGet or Opcode.GlobalSet:
                return module.Globals.Read(cursor);
            case Opcode.Throw:
                return module.Tags.Read(cursor);
            case Opcode.ElemDrop:
                return module.Elements.Read(cursor);
            default:
                return module.Types.Read(cursor);
        }
    }

    /// <summary>What constant expressions have instead of locals.</summary>
    private static readonly IndexSpace NoLocals = new("local");

    private void WritePair(Opcode opcode, ModuleBuffer output)
    {
        uint first, second;
        switch (opcode)
        {
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                second = cursor.AtIndex ? module.Tables.Read(cursor) : 0;
                first = typeSection.ReadUse(null, allowIds: false);
                break;
            case Opcode.MemoryInit or Opcode.TableInit:
                // The memory or table stands first in the text and last in the binary format, and may be left out.
                var space = opcode == Opcode.MemoryInit ? module.Memories : module.Tables;
                second = cursor.FollowingIsIndex ? space.Read(cursor) : 0;
                first = (opcode == Opcode.MemoryInit ? module.Data : module.Elements).Read(cursor);
                break;
            case Opcode.MemoryCopy or Opcode.TableCopy:
                var copied = opcode == Opcode.MemoryCopy ? module.Memories : module.Tables;
                (first, second) = (0, 0);
                if (cursor.AtIndex) (first, second) = (copied.Read(cursor), copied.Read(cursor));
                break;
            case Opcode.ArrayNewFixed:
                (first, second) = (module.Types.Read(cursor), cursor.U32("The number of elements"));
                break;
            case Opcode.ArrayNewData or Opcode.ArrayInitData:
                (first, second) = (module.Types.Read(cursor), module.Data.Read(cursor));
                break;
            case Opcode.ArrayNewElem or Opcode.ArrayInitElem:
                (first, second) = (module.Types.Read(cursor), module.Elements.Read(cursor));
                break;
            case Opcode.ArrayCopy:
                (first, second) = (module.Types.Read(cursor), module.Types.Read(cursor));
                break;
            default:
                first = module.Types.Read(cursor);
                second = (module.Fields.GetValueOrDefault(first) ?? NoFields).Read(cursor);
                break;
        }
        if (opcode is Opcode.MemoryInit or Opcode.ArrayNewData or Opcode.ArrayInitData) UsesDataSegments = true;
        output.Unsigned(first);
        output.Unsigned(second);
    }

    /// <summary>Of types that are no structs or have no named fields.</summary>
    private static readonly IndexSpace NoFields = new("field");

    /// <summary><c>offset=</c> and <c>align=</c>, each of which may be left out.</summary>
    private void WriteMemoryArgument(Opcode opcode, uint memory, ModuleBuffer output)
    {
        var offset = cursor.TrySetting("offset="u8) ?? 0;
        var position = cursor.Token.Start;
        var alignment = TextOpcodes.NaturalAlignment(opcode);
        if (cursor.TrySetting("align="u8) is { } align)
        {
            if (!BitOperations.IsPow2(align)) throw cursor.Error($"Malformed alignment {align}: the alignment must be a power of two", position);
            alignment = BitOperations.Log2(align);
        }
        output.Unsigned((uint)alignment | (memory != 0 ? 0x40u : 0));
        if (memory != 0) output.Unsigned(memory);
        output.Unsigned(offset);
    }

    private bool FollowingIsSetting() => cursor.FollowingStartsWith("offset="u8) || cursor.FollowingStartsWith("align="u8);

    /// <summary>A shape and its lanes.</summary>
    private void WriteVector(ModuleBuffer output)
    {
        var position = cursor.Token.Start;
        var shape = cursor.Keyword("The shape of a vector");
        var (lanes, bits) = shape switch
        {
            "i8x16" => (16, 8), "i16x8" => (8, 16), "i32x4" or "f32x4" => (4, 32), "i64x2" or "f64x2" => (2, 64),
            _ => throw cursor.Error($"Unexpected token {ModuleText.Quote(shape)}: it is no shape of a vector", position),
        };
        for (var i = 0; i < lanes; i++)
        {
            var lane = shape[0] == 'f' ? cursor.Float(bits) : cursor.Integer(bits);
            for (var shift = 0; shift < bits; shift += 8) output.Byte((byte)(lane >> shift));
        }
    }

    private void ReadSelect(ModuleBuffer output)
    {
        if (!cursor.AtOpenOf("result"u8))
        {
            output.Opcode(Opcode.Select);
            return;
        }
        output.Opcode(Opcode.SelectT);
        output.Types(types.Function(null, allowIds: false).Results);
    }

    private void WriteCastBranch(ModuleBuffer output)
    {
        var label = _labels.Read(cursor);
        var (source, target) = (types.ReferenceType(), types.ReferenceType());
        output.Byte((byte)((source.Nullable ? 1u : 0) | (target.Nullable ? 2u : 0)));
        output.Unsigned(label);
        output.HeapType(source);
        output.HeapType(target);
    }

    private void WriteBlockType(ModuleBuffer output)
    {
        if (cursor.AtOpenOf("type"u8))
        {
            output.Signed(typeSection.ReadUse(null, allowIds: false));
            return;
        }
        var type = types.Function(null, allowIds: false);
        if (type.Parameters.Length > 0 || type.Results.Length > 1) output.Signed(typeSection.IndexOf(type));
        else if (type.Results.Length == 1) output.ValueType(type.Results[0]);
        else output.Byte(0x40);
    }

    /// <summary>Clauses of a try_table; their labels count from outside of it.</summary>
    private void WriteCatches(ModuleBuffer output)
    {
        var clauses = new ModuleBuffer();
        var count = 0;
        while (cursor.AtOpen)
        {
            CatchKind kind;
            if (cursor.TryOpen("catch"u8)) kind = CatchKind.Catch;
            else if (cursor.TryOpen("catch_ref"u8)) kind = CatchKind.CatchRef;
            else if (cursor.TryOpen("catch_all"u8)) kind = CatchKind.CatchAll;
            else if (cursor.TryOpen("catch_all_ref"u8)) kind = CatchKind.CatchAllRef;
            else break;
            clauses.Byte((byte)kind);
            if (kind <= CatchKind.CatchRef) clauses.Unsigned(module.Tags.Read(cursor));
            clauses.Unsigned(_labels.Read(cursor));
            cursor.Close();
            count++;
        }
        output.Unsigned((ulong)count);
        output.Raw(clauses.Bytes);
    }
}
