using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>Blocks, loops, branches, calls of all kinds and tail calls.</summary>
internal sealed partial class FunctionGenerator
{
    private void BeginBlock(Opcode opcode, WasmType? result, WasmType[] label)
    {
        code.Opcode(opcode);
        if (result is { } type) code.ValueType(type);
        else code.Byte(0x40);
        _labels.Add(label);
    }

    private void EndBlock()
    {
        code.Opcode(Opcode.End);
        _labels.RemoveAt(_labels.Count - 1);
    }

    private void BlockExpression(WasmType type, int depth)
    {
        if (Chance(30))
        {
            // With parameters: values cross the beginning of the block.
            var parameter = AnyType();
            Expression(parameter, depth + 1);
            code.Opcode(Opcode.Block);
            code.Signed(shape.TypeIndex(new FunctionType([parameter], [type])));
            _labels.Add([type]);
            if (Local(parameter) is { } local) Index(Opcode.LocalSet, local);
            else code.Opcode(Opcode.Drop);
        }
        else BeginBlock(Opcode.Block, type, [type]);
        Statements(depth + 1);
        Expression(type, depth + 1);
        EndBlock();
    }

    private void IfExpression(WasmType type, int depth)
    {
        Expression(WasmType.I32, depth + 1);
        BeginBlock(Opcode.If, type, [type]);
        Expression(type, depth + 1);
        code.Opcode(Opcode.Else);
        Expression(type, depth + 1);
        EndBlock();
    }

    private void Select(WasmType type, int depth)
    {
        Expression(type, depth + 1);
        Expression(type, depth + 1);
        Expression(WasmType.I32, depth + 1);
        if (Chance(50)) code.Opcode(Opcode.Select);
        else
        {
            code.Opcode(Opcode.SelectT);
            code.Types([type]);
        }
    }

    /// <summary>br_if to a label that takes one value of the type, which stays on the stack if the branch is not taken.</summary>
    private void BranchWithValue(WasmType type, int depth)
    {
        Expression(type, depth + 1);
        var labels = Enumerable.Range(0, _labels.Count).Where(l => _labels[l] is [var one] && one == type).ToArray();
        if (labels.Length == 0) return;
        Expression(WasmType.I32, depth + 1);
        Index(Opcode.BrIf, (uint)(_labels.Count - 1 - labels[random.Next(labels.Length)]));
    }

    private void BlockStatement(int depth)
    {
        BeginBlock(Opcode.Block, null, []);
        Statements(depth + 1);
        EndBlock();
    }

    /// <summary>A loop that goes on while a condition holds and there is fuel.</summary>
    private void LoopStatement(int depth)
    {
        BeginBlock(Opcode.Loop, null, []);
        BurnFuel();
        Statements(depth + 1);
        Expression(WasmType.I32, depth + 1);
        // Most rounds end early: 7 in 8 conditions that are any number are false.
        I32(7);
        code.Opcode(Opcode.I32And);
        code.Opcode(Opcode.I32Eqz);
        Index(Opcode.BrIf, 0);
        EndBlock();
    }

    private void IfStatement(int depth)
    {
        Expression(WasmType.I32, depth + 1);
        BeginBlock(Opcode.If, null, []);
        Statements(depth + 1);
        if (Chance(60))
        {
            code.Opcode(Opcode.Else);
            Statements(depth + 1);
        }
        EndBlock();
    }

    /// <summary>A label without values that is no loop without fuel, as a relative index; null if there is none.</summary>
    private uint[] EmptyLabels() => [.. Enumerable.Range(0, _labels.Count).Where(l => _labels[l].Length == 0).Select(l => (uint)(_labels.Count - 1 - l))];

    private void BranchIf(int depth)
    {
        Expression(WasmType.I32, depth + 1);
        var labels = EmptyLabels();
        if (labels.Length == 0) code.Opcode(Opcode.Drop);
        else Index(Opcode.BrIf, labels[random.Next(labels.Length)]);
    }

    private void BranchTable(int depth)
    {
        var cases = random.Next(1, 5);
        for (var i = 0; i <= cases; i++) BeginBlock(Opcode.Block, null, []);
        Expression(WasmType.I32, depth + 1);
        I32(7);
        code.Opcode(Opcode.I32And);
        code.Opcode(Opcode.BrTable);
        code.Unsigned((ulong)cases);
        for (var i = 0; i <= cases; i++) code.Unsigned((ulong)random.Next(cases + 1));
        EndBlock();
        for (var i = 0; i < cases; i++)
        {
            Statements(depth + 1);
            EndBlock();
        }
    }

    private void CallExpression(WasmType type, int depth)
    {
        var candidates = Enumerable.Range(0, shape.Functions.Count).Where(f => shape.Functions[f].Results is [var first, ..] && first == type).ToArray();
        if (candidates.Length == 0)
        {
            Operator(type, depth);
            return;
        }
        var function = (uint)candidates[random.Next(candidates.Length)];
        Call(function, depth);
        // The other results go; the first stays.
        for (var i = shape.Functions[(int)function].Results.Length - 1; i > 0; i--) code.Opcode(Opcode.Drop);
    }

    private void CallStatement(int depth)
    {
        var function = (uint)random.Next(shape.Functions.Count);
        Call(function, depth);
        foreach (var result in shape.Functions[(int)function].Results.AsEnumerable().Reverse())
        {
            if (Local(result) is { } local && Chance(60)) Index(Opcode.LocalSet, local);
            else code.Opcode(Opcode.Drop);
        }
    }

    private void Call(uint function, int depth)
    {
        var type = shape.Functions[(int)function];
        foreach (var parameter in type.Parameters) Expression(parameter, depth + 1);
        if (!Chance(40))
        {
            Index(Opcode.Call, function);
            return;
        }
        var element = Array.IndexOf(shape.Elements, function);
        TableIndex(element, depth);
        code.Opcode(Opcode.CallIndirect);
        code.Unsigned(shape.TypeIndex(type));
        code.Unsigned(0);
    }

    /// <summary>An element of table 0: mostly the one that has the function, if there is one.</summary>
    private void TableIndex(int element, int depth)
    {
        if (element >= 0 && Chance(90)) I32(element);
        else
        {
            Expression(WasmType.I32, depth + 1);
            I32(ModuleShape.TableSize * 2 - 1);
            code.Opcode(Opcode.I32And);
        }
    }

    /// <summary>Return, a tail call or a trap, in a condition so that what follows is not dead.</summary>
    private void Leave(int depth)
    {
        Expression(WasmType.I32, depth + 1);
        BeginBlock(Opcode.If, null, []);
        var candidates = Enumerable.Range(0, shape.Functions.Count).Where(f => shape.Functions[f].Results.AsSpan().SequenceEqual(_type.Results)).ToArray();
        switch (random.Next(5))
        {
            case 0:
                code.Opcode(Opcode.Unreachable);
                break;
            case < 3 when candidates.Length > 0:
                var function = (uint)candidates[random.Next(candidates.Length)];
                foreach (var parameter in shape.Functions[(int)function].Parameters) Expression(parameter, depth + 1);
                Index(Opcode.ReturnCall, function);
                break;
            default:
                foreach (var result in _type.Results) Expression(result, depth + 1);
                code.Opcode(Opcode.Return);
                break;
        }
        EndBlock();
    }
}
