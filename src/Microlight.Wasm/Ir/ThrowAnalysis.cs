using System.Collections;
using System.Collections.Concurrent;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Which functions may end with an exception: those that throw outside of a try_table that catches all, and those that call such a function
/// there. A call through a table or reference may reach every function of the type whose reference is taken. Time and memory are linear in
/// the program; nothing is looked at in a program without tags, where nothing can be thrown.
/// </summary>
internal sealed class ThrowAnalysis
{
    private readonly LinkedProgram _program;
    private readonly int[] _first;
    /// <summary>By function of the program, then by type id − 1.</summary>
    private readonly BitArray? _throws;

    private readonly record struct Summary(bool Throws, int[] Callees);

    public ThrowAnalysis(LinkedProgram program)
    {
        _program = program;
        _first = new int[program.Instances.Length + 1];
        for (var i = 0; i < program.Instances.Length; i++) _first[i + 1] = _first[i] + program.Instances[i].Module.Bodies.Length;
        if (program.Tags.Length == 0) return;
        _throws = new BitArray(_first[^1] + program.Types.Count);
        var summaries = new Summary[_first[^1]];
        foreach (var instance in program.Instances)
        {
            var bodies = instance.Module.Bodies;
            Parallel.ForEach(Partitioner.Create(0, Math.Max(1, bodies.Length)), range =>
            {
                for (var i = range.Item1; i < Math.Min(range.Item2, bodies.Length); i++) summaries[_first[instance.Index] + i] = Summarize(instance, bodies[i]);
            });
        }
        Spread(summaries);
    }

    /// <summary>Whether a call of the function may throw. The host's functions never do.</summary>
    public bool MayThrow(FunctionReference function) => _throws is not null && function.IsCode && _throws[Number(function)];

    /// <summary>Whether a call through a reference of that type may throw.</summary>
    public bool MayThrow(int typeId) => _throws is not null && _throws[_first[^1] + typeId - 1];

    private int Number(FunctionReference function) => _first[function.Instance] + function.Index - _program.Instances[function.Instance].Module.ImportedFunctions;

    private Summary Summarize(LinkedInstance instance, FunctionBody body)
    {
        var (throws, callees) = (false, new HashSet<int>());
        // Open blocks, and how many of them are try_tables that catch all.
        var (open, catching) = (new Stack<bool>(), 0);
        var reader = new InstructionReader(instance.Module.Bytes.Span, body.Code, body.End);
        while (reader.Read(out var instruction))
        {
            switch (instruction.Opcode)
            {
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                    var catchesAll = Array.Exists(instruction.Catches ?? [], c => c.Kind >= CatchKind.CatchAll);
                    open.Push(catchesAll);
                    if (catchesAll) catching++;
                    break;
                case Opcode.End or Opcode.Delegate:
                    if (open.TryPop(out var caught) && caught) catching--;
                    break;
                case Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow: throws |= catching == 0; break;
                case Opcode.Call when catching == 0:
                // A tail call leaves the blocks before it calls.
                case Opcode.ReturnCall:
                    if (instance.Functions[instruction.A] is { IsCode: true } function) callees.Add(Number(function));
                    break;
                case Opcode.CallIndirect or Opcode.CallRef when catching == 0:
                case Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                    callees.Add(_first[^1] + instance.TypeIds[instruction.A] - 1);
                    break;
            }
        }
        return new Summary(throws, [.. callees]);
    }

    /// <summary>From what throws to its callers.</summary>
    private void Spread(Summary[] summaries)
    {
        var callers = new List<int>?[_throws!.Count];
        for (var i = 0; i < summaries.Length; i++)
        {
            foreach (var callee in summaries[i].Callees) (callers[callee] ??= []).Add(i);
        }
        foreach (var function in Referenced().Distinct())
        {
            if (!function.IsCode) continue;
            // Whoever calls by a supertype may reach it, too.
            for (var id = _program.TypeId(function); id != 0; id = _program.Types[id - 1].Supertype) (callers[Number(function)] ??= []).Add(_first[^1] + id - 1);
        }
        var work = new Stack<int>();
        for (var i = 0; i < summaries.Length; i++)
        {
            if (summaries[i].Throws) Mark(i);
        }
        while (work.TryPop(out var thrower))
        {
            foreach (var caller in callers[thrower] ?? []) Mark(caller);
        }

        void Mark(int node)
        {
            if (_throws[node]) return;
            _throws[node] = true;
            work.Push(node);
        }
    }

    /// <summary>Functions to which there may be references: those that a segment, a global, a table or an export mentions (spec 3.4.14, refs).</summary>
    private IEnumerable<FunctionReference> Referenced()
    {
        foreach (var instance in _program.Instances)
        {
            var module = instance.Module;
            var expressions = module.DefinedGlobals.Select(g => g.Initializer).Concat(module.DefinedTables.Where(t => t.Initializer is not null).Select(t => t.Initializer!.Value))
                .Concat(module.Elements.SelectMany(e => e.Expressions ?? []));
            var named = module.Elements.SelectMany(e => e.Functions ?? []).Concat(module.Exports.Where(e => e.Kind == ExternalKind.Function).Select(e => e.Index))
                .Concat(expressions.SelectMany(e => FunctionsIn(module, e)));
            foreach (var function in named) yield return instance.Functions[function];
        }
    }

    private static List<int> FunctionsIn(WasmModule module, ConstantExpression expression)
    {
        var functions = new List<int>();
        var reader = new InstructionReader(module.Bytes.Span, expression.Start, expression.End);
        while (reader.Read(out var instruction))
        {
            if (instruction.Opcode == Opcode.RefFunc) functions.Add((int)instruction.A);
        }
        return functions;
    }
}
