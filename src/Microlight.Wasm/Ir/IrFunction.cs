using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// A function in static single assignment form. Instructions are numbered in program order and never move; a pass rewrites them in
/// place or turns them into Copy or Nop. Blocks are contiguous ranges in an order in which definitions come before uses, loops' back edges apart.
/// </summary>
internal sealed class IrFunction(IrType[] parameters, IrType[] results, int[] places)
{
    private readonly List<IrInstruction> _instructions = [];
    private readonly List<int> _positions = [];

    public IrType[] Parameters { get; } = parameters;
    public IrType[] Results { get; } = results;
    /// <summary>By parameter: the number of its CIL argument, or the complement of its slot's number.</summary>
    public int[] Places { get; } = places;
    public List<IrBlock> Blocks { get; } = [];
    /// <summary>Types of the Wasm locals (parameters included) if they were kept out of SSA for their number, else null.</summary>
    public IrType[]? Variables { get; set; }
    /// <summary>Values of v128.const and lanes of i8x16.shuffle, byte 0 lowest: their instructions' Index is the place here.</summary>
    public List<UInt128> Vectors { get; } = [];
    /// <summary>Offset in the module's bytes of the WebAssembly instruction that is being translated: what <see cref="PositionOf"/> gives for what is added now.</summary>
    public int Position { get; set; }
    public int Count => _instructions.Count;
    public ref IrInstruction this[int number] => ref CollectionsMarshal.AsSpan(_instructions)[number];
    public ReadOnlySpan<IrInstruction> Instructions => CollectionsMarshal.AsSpan(_instructions);

    public int Add(in IrInstruction instruction)
    {
        _instructions.Add(instruction);
        _positions.Add(Position);
        return _instructions.Count - 1;
    }

    /// <summary>Offset in the module's bytes of the WebAssembly instruction that an instruction comes from.</summary>
    public int PositionOf(int number) => _positions[number];

    /// <summary>The value behind copies.</summary>
    public int Resolve(int value)
    {
        var code = CollectionsMarshal.AsSpan(_instructions);
        var root = value;
        while (code[root].Op == IrOp.Copy) root = code[root].A;
        while (code[value].Op == IrOp.Copy)
        {
            var next = code[value].A;
            code[value].A = root;
            value = next;
        }
        return root;
    }

    /// <summary>Whether both are one value, or the same number as a constant of the same type.</summary>
    public bool AreSame(int a, int b) => a == b
        || this[a].Op is >= Opcode.I32Const and <= Opcode.F64Const && this[a].Op == this[b].Op && this[a].Immediate == this[b].Immediate;

    /// <summary>The number that an integer constant is, sign-extended; null where the value is none.</summary>
    public long? Integer(int value) => this[value].Op switch
    {
        Opcode.I32Const => (int)this[value].Immediate,
        Opcode.I64Const => (long)this[value].Immediate,
        _ => null,
    };

    /// <summary>Makes every operand the value behind its copies.</summary>
    public void ForwardCopies()
    {
        for (var i = 0; i < Count; i++)
        {
            ref var instruction = ref this[i];
            if (instruction.Op == IrOp.Copy) continue;
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++) instruction.SetOperand(j, Resolve(instruction.Operand(j)));
        }
    }

    /// <summary>Makes every use of <paramref name="value"/> one of <paramref name="by"/>.</summary>
    public void Replace(int value, int by)
    {
        ref var instruction = ref this[value];
        instruction.Op = IrOp.Copy;
        instruction.A = by;
        instruction.B = instruction.C = -1;
        instruction.Arguments = null;
    }

    public void Remove(int number)
    {
        ref var instruction = ref this[number];
        instruction = new IrInstruction { Op = Opcode.Nop, A = -1, B = -1, C = -1 };
    }
}
