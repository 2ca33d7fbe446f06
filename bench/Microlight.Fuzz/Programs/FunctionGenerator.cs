using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// Writes a random function body, valid by construction: every expression leaves one value of the type asked for, every statement leaves
/// nothing. Parts of this class bring a feature each. Loops and calls take from a global of fuel, so every call ends.
/// </summary>
internal sealed partial class FunctionGenerator(Random random, ModuleShape shape, ModuleBuffer code)
{
    private const int MaximumDepth = 6;

    private readonly List<WasmType> _locals = [];
    /// <summary>What a branch to each enclosing label takes, the function's first.</summary>
    private readonly List<WasmType[]> _labels = [];
    private FunctionType _type = new([], []);
    private uint _scratchF32, _scratchF64, _scratchV128;
    /// <summary>Locals that expressions may use: all but those for scratch, which are the last.</summary>
    private int _usable;
    /// <summary>Instructions that may still be written, roughly.</summary>
    private int _budget;

    /// <summary>An entry of the code section, without its size.</summary>
    public void WriteBody(FunctionType type)
    {
        _type = type;
        _labels.Clear();
        _locals.Clear();
        _locals.AddRange(type.Parameters);
        List<WasmType> extra = [];
        for (var i = random.Next(2, 6); i > 0; i--) extra.Add(AnyType());
        _usable = _locals.Count + extra.Count;
        extra.AddRange([WasmType.F32, WasmType.F64]);
        if (shape.HasVectors) extra.Add(WasmType.V128);
        _locals.AddRange(extra);
        (_scratchF32, _scratchF64, _scratchV128) = ((uint)_usable, (uint)_usable + 1, (uint)_usable + 2);
        code.Unsigned((ulong)extra.Count);
        foreach (var local in extra)
        {
            code.Unsigned(1);
            code.ValueType(local);
        }
        _budget = random.Next(20, 120);
        _labels.Add(type.Results);
        BurnFuel();
        Statements(0);
        foreach (var result in type.Results) Expression(result, 0);
        code.Opcode(Opcode.End);
    }

    /// <summary>A constant expression.</summary>
    public void WriteInitializer(WasmType type)
    {
        Constant(type);
        code.Opcode(Opcode.End);
    }

    public void WriteConstant(WasmType type) => Constant(type);

    private WasmType AnyType() => shape.AnyType(random);

    private bool Chance(int percent) => random.Next(100) < percent;

    private void Index(Opcode opcode, uint index)
    {
        code.Opcode(opcode);
        code.Unsigned(index);
    }

    private void I32(int value)
    {
        code.Opcode(Opcode.I32Const);
        code.Signed(value);
    }

    /// <summary>A local of the type that is not for scratch; null if there is none.</summary>
    private uint? Local(WasmType type)
    {
        var start = random.Next(_usable);
        for (var i = 0; i < _usable; i++)
        {
            var local = (start + i) % _usable;
            if (_locals[local] == type) return (uint)local;
        }
        return null;
    }

    private uint? Global(WasmType type, bool mutable)
    {
        var start = random.Next(shape.Globals.Count);
        for (var i = 0; i < shape.Globals.Count; i++)
        {
            var global = (start + i) % shape.Globals.Count;
            if (global != ModuleShape.FuelGlobal && shape.Globals[global].Type == type && (!mutable || shape.Globals[global].Mutable)) return (uint)global;
        }
        return null;
    }

    /// <summary>One value of a type.</summary>
    private void Expression(WasmType type, int depth)
    {
        _budget--;
        if (_budget < 0 || depth >= MaximumDepth)
        {
            Leaf(type);
            return;
        }
        switch (random.Next(20))
        {
            case < 3: Leaf(type); break;
            case < 10: Operator(type, depth); break;
            case < 12: Load(type, depth); break;
            case 12: BlockExpression(type, depth); break;
            case 13: IfExpression(type, depth); break;
            case 14: Select(type, depth); break;
            case 15: CallExpression(type, depth); break;
            case 16: Tee(type, depth); break;
            case 17: BranchWithValue(type, depth); break;
            case 18 when type == WasmType.I32: TableQuestion(depth); break;
            case 19 when type == WasmType.I32: MemoryQuestion(depth); break;
            default: Operator(type, depth); break;
        }
    }

    private void Leaf(WasmType type)
    {
        switch (random.Next(5))
        {
            case < 2 when Local(type) is { } local: Index(Opcode.LocalGet, local); break;
            case 2 when Global(type, mutable: false) is { } global: Index(Opcode.GlobalGet, global); break;
            default: Constant(type); break;
        }
    }

    private void Tee(WasmType type, int depth)
    {
        Expression(type, depth + 1);
        if (Local(type) is { } local) Index(Opcode.LocalTee, local);
    }

    private void Statements(int depth)
    {
        for (var i = random.Next(1, 5); i > 0 && _budget > 0; i--) Statement(depth);
    }

    private void Statement(int depth)
    {
        _budget--;
        if (depth >= MaximumDepth) return;
        switch (random.Next(24))
        {
            case < 5: SetLocal(depth); break;
            case < 7: SetGlobal(depth); break;
            case < 11: Store(depth); break;
            case 11: BlockStatement(depth); break;
            case < 14: LoopStatement(depth); break;
            case < 16: IfStatement(depth); break;
            case 16: BranchTable(depth); break;
            case 17: BranchIf(depth); break;
            case < 20: CallStatement(depth); break;
            case 20: BulkMemory(depth); break;
            case 21: TableStatement(depth); break;
            case 22 when Chance(20): Leave(depth); break;
            default:
                Expression(AnyType(), depth + 1);
                code.Opcode(Opcode.Drop);
                break;
        }
    }

    private void SetLocal(int depth)
    {
        var type = AnyType();
        Expression(type, depth + 1);
        if (Local(type) is { } local) Index(Opcode.LocalSet, local);
        else code.Opcode(Opcode.Drop);
    }

    private void SetGlobal(int depth)
    {
        var type = AnyType();
        Expression(type, depth + 1);
        if (Global(type, mutable: true) is { } global) Index(Opcode.GlobalSet, global);
        else code.Opcode(Opcode.Drop);
    }

    private void BurnFuel()
    {
        Index(Opcode.GlobalGet, ModuleShape.FuelGlobal);
        code.Opcode(Opcode.I32Eqz);
        code.Opcode(Opcode.If);
        code.Byte(0x40);
        code.Opcode(Opcode.Unreachable);
        code.Opcode(Opcode.End);
        Index(Opcode.GlobalGet, ModuleShape.FuelGlobal);
        I32(1);
        code.Opcode(Opcode.I32Sub);
        Index(Opcode.GlobalSet, ModuleShape.FuelGlobal);
    }
}
