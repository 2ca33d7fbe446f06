using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// <summary>Locals without a default that had been set before the block.</summary>
    public int Initialized;
    /// <summary>The rest of the block cannot be reached: its operand stack yields values of any type.</summary>
    public bool Unreachable;

    public readonly WasmType[] LabelTypes => Opcode == Opcode.Loop ? Start : Results;
}

/// <summary>
/// The operand and control stacks of the specification's validation algorithm (appendix A.3), in arrays that are kept from one function to
/// the next. <see cref="Instruction"/> must be set before each instruction; it is what errors speak of.
/// </summary>
internal sealed class ValidationStack(ModuleContext context)
{
    private WasmType[] _operands = new WasmType[256];
    private ControlFrame[] _frames = new ControlFrame[64];
    private int _height;
    /// <summary>Height of the innermost frame: operands below it are out of reach.</summary>
    private int _floor;
    /// <summary>The initialisation stack: locals without a default that have been set, and the same as a set.</summary>
    private readonly List<uint> _initialized = [];
    private readonly HashSet<uint> _isInitialized = [];

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
        _initialized.Clear();
        _isInitialized.Clear();
    }

    /// <summary>Whether a local without a default has been set in a block that is still open.</summary>
    public bool IsInitialized(uint local) => _isInitialized.Contains(local);

    /// <summary>The local, which has no default, has a value until the innermost block ends.</summary>
    public void Initialize(uint local)
    {
        if (_isInitialized.Add(local)) _initialized.Add(local);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(WasmType type)
    {
        if ((uint)_height >= (uint)_operands.Length) GrowOperands();
        _operands[_height++] = type;
    }

    public void PushAll(ReadOnlySpan<WasmType> types)
    {
        foreach (var type in types) Push(type);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop(WasmType expected)
    {
        if (_height > _floor && _operands[_height - 1] == expected) _height--;
        else PopSlow(expected);
    }

    public void PopAll(ReadOnlySpan<WasmType> types)
    {
        for (var i = types.Length - 1; i >= 0; i--) Pop(types[i]);
    }

    /// <summary>Takes the values of a struct's fields.</summary>
    public void PopAll(FieldType[] fields)
    {
        for (var i = fields.Length - 1; i >= 0 && !IsPolymorphic; i--) Pop(fields[i].Type);
    }

    /// <summary>Takes any number of values of one type, in as many steps as there are values.</summary>
    public void PopMany(WasmType type, uint count)
    {
        for (; count > 0 && !IsPolymorphic; count--) Pop(type);
    }

    /// <summary>Nothing is left but values of any type, as many as are wanted.</summary>
    private bool IsPolymorphic => _height == _floor && Top.Unreachable;

    /// <summary>Takes a reference, of any hierarchy or below the given type; in unreachable code it is the lowest there is.</summary>
    public WasmType PopReference(WasmType? expected = null)
    {
        var type = PopAny();
        if (type.Code == TypeCode.Bottom) return new WasmType(TypeCode.BottomRef, Nullable: false);
        if (!type.IsReference) throw new WasmInvalidException($"Type mismatch: {Instruction.Name()} expects a reference, the stack has {type}", Offset);
        if (expected is { } super && !Matches(type, super)) throw Mismatch(super, type);
        return type;
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
                throw Underflow(context.Text(expected));
            }
            if (!Matches(_operands[at], expected)) throw Mismatch(expected, _operands[at]);
        }
    }

    public void PushFrame(Opcode opcode, WasmType[] start, WasmType[] results)
    {
        if (Depth >= ModuleLimits.Nesting)
            throw new WasmLimitException($"The blocks of a function are nested more than {ModuleLimits.Nesting:#,0} deep", Offset);
        if (Depth == _frames.Length) Array.Resize(ref _frames, _frames.Length * 2);
        _frames[Depth++] = new ControlFrame { Opcode = opcode, Offset = Offset, Start = start, Results = results, Height = _height, Initialized = _initialized.Count };
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
        for (var i = _initialized.Count - 1; i >= frame.Initialized; i--) _isInitialized.Remove(_initialized[i]);
        CollectionsMarshal.SetCount(_initialized, frame.Initialized);
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

    public bool Matches(WasmType actual, WasmType expected) => context.Types.IsSubtype(actual, expected);

    /// <summary>Whether values of these types may be used, in order, as ones of those.</summary>
    public bool Matches(ReadOnlySpan<WasmType> actual, ReadOnlySpan<WasmType> expected)
    {
        if (actual.Length != expected.Length) return false;
        for (var i = 0; i < actual.Length; i++)
        {
            if (!Matches(actual[i], expected[i])) return false;
        }
        return true;
    }

    public WasmInvalidException Mismatch(WasmType expected, WasmType actual) =>
        new($"Type mismatch: {Instruction.Name()} expects {context.Text(expected)}, the stack has {context.Text(actual)}", Offset);

    private void PopSlow(WasmType expected)
    {
        if (_height == _floor)
        {
            if (!Top.Unreachable) throw Underflow(context.Text(expected));
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
