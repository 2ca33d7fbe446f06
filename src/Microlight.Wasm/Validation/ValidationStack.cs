using System.Runtime.CompilerServices;
using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Validation;

/// <summary>An open block. Labels carry <see cref="Start"/> for loops and <see cref="Results"/> for everything else.</summary>
internal struct ControlFrame
{
    public Opcode Opcode;
    /// <summary>Offset of the instruction that opened it.</summary>
    public int Offset;
    public WasmType[] Start, Results;
    /// <summary>Operands below the block's own.</summary>
    public int Height;
    /// <summary>The rest of the block cannot be reached: its operand stack yields values of any type.</summary>
    public bool Unreachable;

    public readonly WasmType[] LabelTypes => Opcode == Opcode.Loop ? Start : Results;
}

/// <summary>
/// The operand and control stacks of the specification's validation algorithm (appendix A.3), in arrays that are kept from one function to
/// the next. <see cref="Instruction"/> must be set before each instruction; it is what errors speak of.
/// </summary>
internal sealed class ValidationStack
{
    private WasmType[] _operands = new WasmType[256];
    private ControlFrame[] _frames = new ControlFrame[64];
    private int _height;
    /// <summary>Height of the innermost frame: operands below it are out of reach.</summary>
    private int _floor;

    public Opcode Instruction { get; set; }

    /// <summary>Offset of the instruction in the module.</summary>
    public int Offset { get; set; }

    public int Depth { get; private set; }

    public ref ControlFrame Top => ref _frames[Depth - 1];

    public void Reset()
    {
        Depth = 0;
        _height = 0;
        _floor = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(WasmType type)
    {
        if ((uint)_height >= (uint)_operands.Length) GrowOperands();
        _operands[_height++] = type;
    }

    public void PushAll(WasmType[] types)
    {
        foreach (var type in types) Push(type);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop(WasmType expected)
    {
        if (_height > _floor && _operands[_height - 1] == expected) _height--;
        else PopSlow(expected);
    }

    public void PopAll(WasmType[] types)
    {
        for (var i = types.Length - 1; i >= 0; i--) Pop(types[i]);
    }

    /// <summary>Takes an operand of whatever type; Bottom where the stack is that of unreachable code.</summary>
    public WasmType PopAny()
    {
        if (_height > _floor) return _operands[--_height];
        if (Top.Unreachable) return WasmType.Bottom;
        throw Underflow("a value");
    }

    /// <summary>Checks that the operands on top are of these types, and leaves them.</summary>
    public void CheckTop(WasmType[] types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            var expected = types[types.Length - 1 - i];
            var at = _height - 1 - i;
            if (at < _floor)
            {
                if (Top.Unreachable) return;
                throw Underflow(expected.ToString());
            }
            if (!Matches(_operands[at], expected)) throw Mismatch(expected, _operands[at]);
        }
    }

    public void PushFrame(Opcode opcode, WasmType[] start, WasmType[] results)
    {
        if (Depth >= ModuleLimits.Nesting)
            throw new WasmLimitException($"The blocks of a function are nested more than {ModuleLimits.Nesting:#,0} deep", Offset);
        if (Depth == _frames.Length) Array.Resize(ref _frames, _frames.Length * 2);
        _frames[Depth++] = new ControlFrame { Opcode = opcode, Offset = Offset, Start = start, Results = results, Height = _height };
        _floor = _height;
        PushAll(start);
    }

    /// <summary>Closes the innermost block: exactly its results must be left of its operands.</summary>
    public ControlFrame PopFrame()
    {
        var frame = Top;
        PopAll(frame.Results);
        if (_height != frame.Height)
            throw new WasmInvalidException($"Type mismatch: {_height - frame.Height} value(s) too many on the stack at the end of a block", Offset);
        Depth--;
        _floor = Depth > 0 ? _frames[Depth - 1].Height : 0;
        return frame;
    }

    /// <summary>The rest of the innermost block is unreachable.</summary>
    public void SetUnreachable()
    {
        ref var frame = ref Top;
        frame.Unreachable = true;
        _height = frame.Height;
    }

    /// <summary>The block that a label depth names.</summary>
    public ref readonly ControlFrame Label(uint depth)
    {
        if (depth >= (uint)Depth) throw new WasmInvalidException($"Unknown label {depth}: only {Depth} block(s) are open here", Offset);
        return ref _frames[Depth - 1 - (int)depth];
    }

    public static bool Matches(WasmType actual, WasmType expected) =>
        actual == expected || actual.Code == TypeCode.Bottom || expected.Code == TypeCode.Bottom;

    public WasmInvalidException Mismatch(WasmType expected, WasmType actual) =>
        new($"Type mismatch: {Instruction.Name()} expects {expected}, the stack has {actual}", Offset);

    private void PopSlow(WasmType expected)
    {
        if (_height == _floor)
        {
            if (!Top.Unreachable) throw Underflow(expected.ToString());
            return;
        }
        var actual = _operands[--_height];
        if (!Matches(actual, expected)) throw Mismatch(expected, actual);
    }

    private WasmInvalidException Underflow(string expected) =>
        new($"Type mismatch: {Instruction.Name()} expects {expected}, the stack is empty", Offset);

    private void GrowOperands()
    {
        if (_height >= ModuleLimits.Operands)
            throw new WasmLimitException($"A function has more than {ModuleLimits.Operands:#,0} values on its operand stack", Offset);
        Array.Resize(ref _operands, Math.Min(_operands.Length * 2, ModuleLimits.Operands));
    }
}
