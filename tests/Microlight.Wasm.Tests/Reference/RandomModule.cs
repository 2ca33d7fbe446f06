using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>
/// Makes valid modules at random, the same for the same seed, to compare compiled code with the interpreter: nested control with branches
/// out of it, several results, calls, memory and table accesses that mostly succeed. Every run ends: a global counts loops and calls down
/// and traps at its end, and export <c>reset</c> sets it. Bits of NaNs, which differ between machines, are made canonical where they can be seen.
/// </summary>
internal sealed class RandomModule
{
    private const int FunctionCount = 6, MaximumDepth = 6, TableSize = 8;

    /// <summary>Calls and loop rounds of one invocation; calls within calls stay below the interpreter's limit.</summary>
    private const int Fuel = 300;

    private const uint FuelGlobal = 0;

    private static readonly WasmType[] Numbers = [WasmType.I32, WasmType.I64, WasmType.F32, WasmType.F64];

    /// <summary>Plain numeric instructions by result type.</summary>
    private static readonly ILookup<WasmType, Opcode> Operators =
        Enum.GetValues<Opcode>().Where(o => OperatorSignatures.Of(o).Operands > 0).ToLookup(o => OperatorSignatures.Of(o).Result);

    private static readonly ILookup<WasmType, Opcode> Loads =
        Enum.GetValues<Opcode>().Where(o => o is >= Opcode.I32Load and <= Opcode.I64Load32U).ToLookup(o => MemoryAccess.Of(o).Type);

    private static readonly Opcode[] Stores = [.. Enum.GetValues<Opcode>().Where(o => o is >= Opcode.I32Store and <= Opcode.I64Store32)];

    private readonly Random _random;
    private readonly List<FunctionType> _types = [];
    private readonly FunctionType[] _functions;
    /// <summary>Globals after the fuel: two of each type.</summary>
    private readonly WasmType[] _globals = [.. Numbers, .. Numbers];

    private ModuleWriter _code = new();
    private List<WasmType> _locals = [];
    private FunctionType _current = new([], []);
    /// <summary>Open blocks, innermost last: the types that a branch carries, null for one that must not be branched to.</summary>
    private readonly List<WasmType[]?> _labels = [];
    private int _self;

    private RandomModule(int seed)
    {
        _random = new Random(seed);
        _functions = [.. Enumerable.Range(0, FunctionCount).Select(_ => new FunctionType(SomeTypes(4), SomeTypes(3)))];
    }

    /// <summary>Exports: functions <c>f0</c> …, <c>reset</c>, <c>checksum</c> (of memory up to an i32 address), globals <c>g1</c> ….</summary>
    public static byte[] Build(int seed) => new RandomModule(seed).Build();

    private byte[] Build()
    {
        var bodies = Enumerable.Range(0, FunctionCount).Select(Function).ToList();
        bodies.Add(ModuleWriter.Body(new ModuleWriter().Byte((byte)Opcode.I32Const).S64(Fuel).Byte((byte)Opcode.GlobalSet).U32(FuelGlobal).ToArray()));
        bodies.Add(Checksum());
        var (reset, checksum) = (TypeIndex(new FunctionType([], [])), TypeIndex(new FunctionType([WasmType.I32], [WasmType.I64])));
        var functions = _functions.Select(TypeIndex).Append(reset).Append(checksum).Select(t => new ModuleWriter().U32((uint)t)).ToArray();
        return ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, [.. _types.Select(t => ModuleWriter.FunctionType(t.Parameters, t.Results))]),
            ModuleWriter.Section(SectionId.Function, functions),
            ModuleWriter.Section(SectionId.Table, new ModuleWriter().Byte((byte)WasmType.FuncRef.Code).Limits(TableSize, TableSize)),
            ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1, 3)),
            ModuleWriter.Section(SectionId.Global, [.. _globals.Prepend(WasmType.I32).Select(Global)]),
            ModuleWriter.Section(SectionId.Export,
            [
                .. _functions.Select((_, i) => ModuleWriter.Export($"f{i}", ExternalKind.Function, i)),
                ModuleWriter.Export("reset", ExternalKind.Function, FunctionCount),
                ModuleWriter.Export("checksum", ExternalKind.Function, FunctionCount + 1),
                .. _globals.Select((_, i) => ModuleWriter.Export($"g{i + 1}", ExternalKind.Global, i + 1)),
            ]),
            // The table's last entries stay null.
            ModuleWriter.Section(SectionId.Element, new ModuleWriter().U32(0).Byte((byte)Opcode.I32Const).S64(0).Byte((byte)Opcode.End)
                .Vector([.. Enumerable.Range(0, FunctionCount).Select(i => new ModuleWriter().U32((uint)i))])),
            ModuleWriter.Section(SectionId.Code, [.. bodies]),
            ModuleWriter.Section(SectionId.Data, new ModuleWriter().U32(0).Byte((byte)Opcode.I32Const).S64(0).Byte((byte)Opcode.End).Sized(RandomBytes(256))));
    }

    /// <summary>(local i64) (loop (local.set 1 (i64.add (i64.mul (local.get 1) (i64.const 31)) (i64.load (local.tee 0 (i32.sub …8))))) (br_if 0 (local.get 0))) (local.get 1)</summary>
    private static ModuleWriter Checksum()
    {
        var code = new ModuleWriter().U32(1).U32(1).Byte((byte)WasmType.I64.Code)
            .Byte((byte)Opcode.Loop).Byte(0x40)
            .Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.I64Const).S64(31).Byte((byte)Opcode.I64Mul)
            .Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Const).S64(8).Byte((byte)Opcode.I32Sub).Byte((byte)Opcode.LocalTee).U32(0)
            .Byte((byte)Opcode.I64Load).U32(0).U32(0).Byte((byte)Opcode.I64Add).Byte((byte)Opcode.LocalSet).U32(1)
            .Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.BrIf).U32(0)
            .Byte((byte)Opcode.End).Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.End);
        return new ModuleWriter().Sized(code);
    }

    private ModuleWriter Global(WasmType type)
    {
        var saved = _code;
        _code = new ModuleWriter().GlobalType(new GlobalType(type, true));
        Constant(type);
        Emit(Opcode.End);
        var global = _code;
        _code = saved;
        return global;
    }

    private ModuleWriter RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return new ModuleWriter().Raw(bytes);
    }

    private WasmType[] SomeTypes(int most) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => Pick(Numbers))];

    private int TypeIndex(FunctionType type)
    {
        var index = _types.IndexOf(type);
        if (index >= 0) return index;
        _types.Add(type);
        return _types.Count - 1;
    }

    private ModuleWriter Function(int index)
    {
        (_self, _current, _code) = (index, _functions[index], new ModuleWriter());
        var locals = Enumerable.Range(0, 2 + _random.Next(8)).Select(_ => Pick(Numbers)).ToArray();
        _locals = [.. _current.Parameters, .. locals];
        _labels.Clear();
        _labels.Add(_current.Results);
        BurnFuel();
        Statements(MaximumDepth);
        foreach (var result in _current.Results) Expression(result, MaximumDepth - 1);
        Emit(Opcode.End);
        var declarations = new ModuleWriter().Vector([.. locals.Select(l => new ModuleWriter().U32(1).Byte((byte)l.Code))]);
        return new ModuleWriter().Sized(declarations.Raw(_code.ToArray()));
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private void Emit(Opcode opcode)
    {
        if ((int)opcode < 256) _code.Byte((byte)opcode);
        else _code.Byte(0xfc).U32((uint)opcode - 0xfc00);
    }

    private void Emit(Opcode opcode, uint immediate)
    {
        Emit(opcode);
        _code.U32(immediate);
    }

    private void I32(int value)
    {
        Emit(Opcode.I32Const);
        _code.S64(value);
    }

    /// <summary>Counts down; at zero the module traps.</summary>
    private void BurnFuel()
    {
        Emit(Opcode.GlobalGet, FuelGlobal);
        I32(1);
        Emit(Opcode.I32Sub);
        Emit(Opcode.GlobalSet, FuelGlobal);
        Emit(Opcode.GlobalGet, FuelGlobal);
        I32(0);
        Emit(Opcode.I32LeS);
        Emit(Opcode.If);
        _code.Byte(0x40);
        Emit(Opcode.Unreachable);
        Emit(Opcode.End);
    }

    private void Open(Opcode opcode, FunctionType type, WasmType[]? label)
    {
        Emit(opcode);
        if (type.Parameters.Length == 0 && type.Results.Length == 0) _code.Byte(0x40);
        else if (type.Parameters.Length == 0 && type.Results.Length == 1 && Chance(2)) _code.Byte((byte)type.Results[0].Code);
        else _code.S64(TypeIndex(type));
        _labels.Add(label);
    }

    private void Close()
    {
        Emit(Opcode.End);
        _labels.RemoveAt(_labels.Count - 1);
    }

    private void Statements(int depth)
    {
        for (var count = 1 + _random.Next(3); count > 0; count--) Statement(depth);
    }

    private void Statement(int depth)
    {
        var choice = depth <= 0 ? _random.Next(4) : _random.Next(16);
        switch (choice)
        {
            case 0 or 1 or 2 or 14: SetLocal(depth); break;
            case 3:
                var global = _random.Next(_globals.Length);
                Expression(_globals[global], depth - 1);
                Emit(Opcode.GlobalSet, (uint)global + 1);
                break;
            case 4 or 5: Store(depth); break;
            case 6 or 7:
                Expression(WasmType.I32, depth - 1);
                Open(Opcode.If, new FunctionType([], []), []);
                Statements(depth - 1);
                if (Chance(2))
                {
                    Emit(Opcode.Else);
                    Statements(depth - 1);
                }
                Close();
                break;
            case 8 or 9: Loop(depth); break;
            case 10:
                Open(Opcode.Block, new FunctionType([], []), []);
                Statements(depth - 1);
                Close();
                break;
            case 11: Branch(depth, conditional: !Chance(4)); break;
            case 12: BranchTable(depth); break;
            case 13: CallStatement(depth); break;
            default:
                if (Chance(3)) Bulk();
                else MultiValueBlock(depth);
                break;
        }
    }

    private void SetLocal(int depth)
    {
        var local = _random.Next(_locals.Count);
        Expression(_locals[local], depth - 1);
        Emit(Opcode.LocalSet, (uint)local);
    }

    private void Loop(int depth)
    {
        Open(Opcode.Loop, new FunctionType([], []), []);
        BurnFuel();
        Statements(depth - 1);
        Expression(WasmType.I32, depth - 2);
        Emit(Opcode.BrIf, 0);
        Close();
    }

    /// <summary>To a label of whatever types: the values are made for it.</summary>
    private void Branch(int depth, bool conditional)
    {
        var label = _random.Next(_labels.Count);
        if (_labels[_labels.Count - 1 - label] is not { } types) return;
        foreach (var type in types) Expression(type, depth - 2);
        if (conditional)
        {
            Expression(WasmType.I32, depth - 2);
            Emit(Opcode.BrIf, (uint)label);
            foreach (var _ in types) Emit(Opcode.Drop);
            return;
        }
        // What follows in the block cannot be reached, and is generated all the same.
        if (label == _labels.Count - 1 && Chance(2)) Emit(Opcode.Return);
        else Emit(Opcode.Br, (uint)label);
    }

    private void BranchTable(int depth)
    {
        var none = new FunctionType([], []);
        var blocks = 1 + _random.Next(3);
        for (var i = 0; i < blocks; i++) Open(Opcode.Block, none, []);
        Expression(WasmType.I32, depth - 2);
        I32(blocks + 1);
        Emit(Opcode.I32RemU);
        Emit(Opcode.BrTable, (uint)blocks);
        for (var i = 0; i <= blocks; i++) _code.U32((uint)_random.Next(blocks));
        for (var i = 0; i < blocks; i++)
        {
            Close();
            Statement(depth - 2);
        }
    }

    /// <summary>A call with all its arguments; results go to locals of their type, or are dropped.</summary>
    private void CallStatement(int depth)
    {
        var callee = _random.Next(FunctionCount);
        foreach (var parameter in _functions[callee].Parameters) Expression(parameter, depth - 2);
        Call(callee);
        StoreResults(_functions[callee].Results);
    }

    private void Call(int callee)
    {
        if (Chance(2))
        {
            Emit(Opcode.Call, (uint)callee);
            return;
        }
        // Now and then the wrong function, a null entry or one behind the table.
        I32(Chance(20) ? _random.Next(TableSize + 2) : callee);
        Emit(Opcode.CallIndirect, (uint)TypeIndex(_functions[callee]));
        _code.U32(0);
    }

    private void StoreResults(WasmType[] results)
    {
        foreach (var result in results.Reverse())
        {
            var locals = Enumerable.Range(0, _locals.Count).Where(l => _locals[l] == result).ToList();
            if (locals.Count > 0) Emit(Opcode.LocalSet, (uint)Pick(locals));
            else Emit(Opcode.Drop);
        }
    }

    private void MultiValueBlock(int depth)
    {
        var type = new FunctionType(SomeTypes(3), SomeTypes(3));
        foreach (var parameter in type.Parameters) Expression(parameter, depth - 2);
        Open(Opcode.Block, type, type.Results);
        StoreResults(type.Parameters);
        foreach (var result in type.Results) Expression(result, depth - 2);
        if (Chance(2))
        {
            Expression(WasmType.I32, depth - 2);
            Emit(Opcode.BrIf, 0);
        }
        Close();
        StoreResults(type.Results);
    }

    private void Bulk()
    {
        I32(_random.Next(400));
        I32(_random.Next(400));
        I32(_random.Next(40));
        if (Chance(2))
        {
            Emit(Opcode.MemoryFill, 0);
            return;
        }
        Emit(Opcode.MemoryCopy, 0);
        _code.U32(0);
    }

    private void Store(int depth)
    {
        var opcode = Pick(Stores);
        var (type, natural) = MemoryAccess.Of(opcode);
        Address(depth - 1);
        Expression(type, depth - 1);
        Canonicalize(type);
        Emit(opcode, (uint)_random.Next(natural + 1));
        _code.U32(Offset());
    }

    private void Address(int depth)
    {
        Expression(WasmType.I32, depth);
        if (Chance(60)) return;
        I32(0xfff);
        Emit(Opcode.I32And);
    }

    private uint Offset() => Chance(60) ? uint.MaxValue - (uint)_random.Next(70_000) : (uint)_random.Next(300);

    /// <summary>Leaves exactly one value of the type.</summary>
    private void Expression(WasmType type, int depth)
    {
        if (depth <= 0)
        {
            Leaf(type);
            return;
        }
        switch (_random.Next(16))
        {
            case < 3: Leaf(type); break;
            case < 9: Operator(type, depth); break;
            case 9:
                Address(depth - 1);
                var load = Pick(Loads[type].ToList());
                Emit(load, (uint)_random.Next(MemoryAccess.Of(load).Alignment + 1));
                _code.U32(Offset());
                Canonicalize(type);
                break;
            case 10:
                Expression(type, depth - 1);
                Expression(type, depth - 1);
                Expression(WasmType.I32, depth - 1);
                Emit(Opcode.Select);
                break;
            case 11:
                Expression(WasmType.I32, depth - 1);
                Open(Opcode.If, new FunctionType([], [type]), [type]);
                if (Chance(2)) Statement(depth - 2);
                Expression(type, depth - 1);
                Emit(Opcode.Else);
                Expression(type, depth - 1);
                Close();
                break;
            case 12:
                Open(Opcode.Block, new FunctionType([], [type]), [type]);
                if (Chance(2)) Statement(depth - 2);
                Expression(type, depth - 1);
                Expression(WasmType.I32, depth - 1);
                Emit(Opcode.BrIf, 0);
                Emit(Opcode.Drop);
                Expression(type, depth - 1);
                Close();
                break;
            case 13:
                var callees = Enumerable.Range(0, FunctionCount).Where(f => f != _self && _functions[f].Results is [var only] && only == type).ToList();
                if (callees.Count == 0) goto case 14;
                var callee = Pick(callees);
                foreach (var parameter in _functions[callee].Parameters) Expression(parameter, depth - 2);
                Call(callee);
                break;
            case 14:
                var locals = Enumerable.Range(0, _locals.Count).Where(l => _locals[l] == type).ToList();
                Expression(type, depth - 1);
                if (locals.Count > 0) Emit(Opcode.LocalTee, (uint)Pick(locals));
                break;
            default:
                if (type != WasmType.I32) Operator(type, depth);
                else if (Chance(4))
                {
                    I32(_random.Next(2));
                    Emit(Opcode.MemoryGrow, 0);
                }
                else Emit(Opcode.MemorySize, 0);
                break;
        }
    }

    private void Operator(WasmType type, int depth)
    {
        var opcode = Pick(Operators[type].ToList());
        var signature = OperatorSignatures.Of(opcode);
        // Most conversions and divisions of random numbers trap, which hides what comes after.
        if (opcode is >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U or >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U && !Chance(10))
            opcode = opcode < Opcode.I64ExtendI32S ? Opcode.I32TruncSatF32S + (opcode - Opcode.I32TruncF32S) : Opcode.I64TruncSatF32S + (opcode - Opcode.I64TruncF32S);
        Expression(signature.Operand, depth - 1);
        if (signature.Operands == 2)
        {
            Expression(signature.Operand, depth - 1);
            if (opcode is Opcode.F32Copysign or Opcode.F64Copysign) Canonicalize(signature.Operand);
            else if (IsDivision(opcode) && !Chance(10)) MakeOdd(signature.Operand);
        }
        else if (opcode is Opcode.I32ReinterpretF32 or Opcode.I64ReinterpretF64)
        {
            Canonicalize(signature.Operand);
        }
        Emit(opcode);
    }

    private static bool IsDivision(Opcode opcode) => opcode is >= Opcode.I32DivS and <= Opcode.I32RemU or >= Opcode.I64DivS and <= Opcode.I64RemU;

    private void MakeOdd(WasmType type)
    {
        Emit(type == WasmType.I32 ? Opcode.I32Const : Opcode.I64Const);
        _code.S64(1);
        Emit(type == WasmType.I32 ? Opcode.I32Or : Opcode.I64Or);
    }

    /// <summary>NaNs become the one positive canonical NaN: the sign and payload of others are not determined (spec 4.3.3).</summary>
    private void Canonicalize(WasmType type)
    {
        if (type != WasmType.F32 && type != WasmType.F64) return;
        var local = (uint)_locals.FindIndex(l => l == type);
        if (local == uint.MaxValue)
        {
            // No local to look at it twice: a constant instead.
            Emit(Opcode.Drop);
            FloatConstant(type, 1.5);
            return;
        }
        Emit(Opcode.LocalTee, local);
        FloatConstant(type, BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0000));
        Emit(Opcode.LocalGet, local);
        Emit(Opcode.LocalGet, local);
        Emit(type == WasmType.F32 ? Opcode.F32Eq : Opcode.F64Eq);
        Emit(Opcode.Select);
    }

    private void Leaf(WasmType type)
    {
        var locals = Enumerable.Range(0, _locals.Count).Where(l => _locals[l] == type).ToList();
        switch (_random.Next(4))
        {
            case 0: Constant(type); break;
            case 1: Emit(Opcode.GlobalGet, 1 + (uint)Pick(Enumerable.Range(0, _globals.Length).Where(g => _globals[g] == type).ToList())); break;
            default:
                if (locals.Count > 0) Emit(Opcode.LocalGet, (uint)Pick(locals));
                else Constant(type);
                break;
        }
    }

    private void Constant(WasmType type)
    {
        if (type == WasmType.I32 || type == WasmType.I64)
        {
            Emit(type == WasmType.I32 ? Opcode.I32Const : Opcode.I64Const);
            var value = RandomValues.Integer(_random);
            _code.S64(type == WasmType.I32 ? (int)value : value);
            return;
        }
        FloatConstant(type, RandomValues.Float(_random));
    }

    private void FloatConstant(WasmType type, double value)
    {
        Emit(type == WasmType.F32 ? Opcode.F32Const : Opcode.F64Const);
        if (type == WasmType.F64) _code.F64(value);
        else if (double.IsNaN(value)) _code.Raw([0, 0, 0xc0, 0x7f]);
        else _code.F32((float)value);
    }
}
