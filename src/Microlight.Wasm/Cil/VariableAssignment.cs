using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Where values live that are not on the evaluation stack: an argument (given as its complement) or a local of the method.</summary>
internal sealed class VariableAssignment
{
    public const int None = int.MinValue;
    /// <summary>CIL numbers locals with 16 bits, and the writer needs some of its own.</summary>
    public const int MaximumLocals = 63_000;
    /// <summary>Beyond this many, values that live in one block only share locals, so that the code generator keeps track of the rest.</summary>
    private const int MaximumSeparate = 700;

    private readonly IrFunction _function;
    private readonly ExpressionTrees _trees;
    private readonly int[] _class;
    private readonly bool[] _wide;
    private readonly bool[] _inMemory;

    public VariableAssignment(IrFunction function, ExpressionTrees trees)
    {
        (_function, _trees) = (function, trees);
        Location = new int[function.Count];
        Array.Fill(Location, None);
        if (function.Variables is { } variables)
        {
            Variables = new int[variables.Length];
            for (var i = 0; i < variables.Length; i++)
            {
                var isArgument = i < function.Parameters.Length && function.Places[i] >= 0;
                Variables[i] = isArgument ? ~function.Places[i] : Locals.Count;
                if (!isArgument) Locals.Add(variables[i]);
            }
        }
        _class = Coalescer.Run(function, trees);
        _wide = Addresses();
        _inMemory = Residency.Choose(function, trees, _class);
        Assign();
    }

    /// <summary>By value: ≥ 0 a local, negative the complement of an argument's index, or None.</summary>
    public int[] Location { get; }
    public List<IrType> Locals { get; } = [];
    /// <summary>By Wasm local, where these are kept out of SSA: as Location.</summary>
    public int[] Variables { get; } = [];

    /// <summary>The local holds an i32 zero-extended to 64 bits.</summary>
    public bool IsWide(int value) => Location[value] >= 0 && _wide[_class[value]];

    /// <summary>The local is to stay in memory (see <see cref="Residency"/>).</summary>
    public bool IsInMemory(int value) => Location[value] >= 0 && _inMemory[_class[value]];

    /// <summary>By leader: classes of i32 that are used as addresses. Extended once when they are written, they need not be at each access.</summary>
    private bool[] Addresses()
    {
        var wide = new bool[_function.Count];
        for (var i = 0; i < _function.Count; i++)
        {
            ref var access = ref _function[i];
            if ((IrOp.IsLoad(access.Op) || IrOp.IsStore(access.Op)) && _function[access.A].Type == IrType.I32 && Needs(_function, _trees, access.A)) wide[_class[access.A]] = true;
        }
        for (var i = 0; i < _function.Count; i++)
        {
            if (_function[i].Op == IrOp.Parameter) wide[_class[i]] = false;
        }
        return wide;
    }

    /// <summary>Has a location: used, defined outside trees, and not a constant.</summary>
    public static bool Needs(IrFunction function, ExpressionTrees trees, int value)
    {
        ref var instruction = ref function[value];
        return instruction.Type != IrType.None && trees.Uses[value] > 0 && !trees.IsInline(value) && !IrOp.IsConstant(instruction.Op)
            && instruction.Op is not (IrOp.Copy or Binary.Opcode.Nop or Binary.Opcode.RefFunc);
    }

    private void Assign()
    {
        var ofClass = new int[_function.Count];
        Array.Fill(ofClass, None);
        for (var i = 0; i < _function.Count; i++)
        {
            if (_function[i].Op == IrOp.Parameter && Needs(_function, _trees, i)) ofClass[_class[i]] = ~(int)_function[i].Immediate;
        }
        var local = LastUseInBlock(out var separate);
        var share = separate > MaximumSeparate;
        var free = new Dictionary<(IrType, bool), Stack<int>>();
        var expiring = new PriorityQueue<(int Local, (IrType, bool) Type), int>();
        for (var i = 0; i < _function.Count; i++)
        {
            if (!Needs(_function, _trees, i)) continue;
            var leader = _class[i];
            if (ofClass[leader] == None)
            {
                var type = (Value: _wide[leader] ? IrType.I64 : _function[i].Type, _inMemory[leader]);
                while (share && expiring.TryPeek(out var expired, out var at) && at <= i)
                {
                    expiring.Dequeue();
                    if (!free.TryGetValue(expired.Type, out var stack)) free.Add(expired.Type, stack = new Stack<int>());
                    stack.Push(expired.Local);
                }
                if (share && local[i] >= 0 && free.TryGetValue(type, out var available) && available.TryPop(out var reused)) ofClass[leader] = reused;
                else
                {
                    ofClass[leader] = Locals.Count;
                    Locals.Add(type.Value);
                }
                if (share && local[i] >= 0) expiring.Enqueue((ofClass[leader], type), local[i]);
            }
            Location[i] = ofClass[leader];
        }
        if (Locals.Count > MaximumLocals)
            throw new WasmUnsupportedException($"a function with more than {MaximumLocals:#,0} values that live across blocks", -1);
    }

    /// <summary>For values that nothing outside their block uses and that are alone in their class: the position of the last use; else −1.</summary>
    private int[] LastUseInBlock(out int separate)
    {
        var last = new int[_function.Count];
        separate = 0;
        var members = new int[_function.Count];
        for (var i = 0; i < last.Length; i++)
        {
            if (!Needs(_function, _trees, i)) continue;
            separate++;
            members[_class[i]]++;
        }
        foreach (var block in _function.Blocks)
        {
            for (var i = block.Start; i < block.End; i++)
            {
                ref var instruction = ref _function[i];
                if (instruction.Op == IrOp.Copy) continue;
                var count = instruction.OperandCount;
                for (var j = 0; j < count; j++)
                {
                    var operand = instruction.Operand(j);
                    var inside = instruction.Op != IrOp.Phi && operand >= block.Start && last[operand] >= 0;
                    last[operand] = inside ? Math.Max(last[operand], _trees.Root[i]) : -1;
                }
            }
        }
        for (var i = 0; i < last.Length; i++)
        {
            if (_function[i].Op is IrOp.Phi or IrOp.Parameter || members[_class[i]] != 1) last[i] = -1;
        }
        return last;
    }
}
