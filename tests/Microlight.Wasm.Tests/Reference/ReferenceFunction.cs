using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>A function ready to interpret: its instructions, and for each block where its else and end are.</summary>
internal sealed class ReferenceFunction
{
    private readonly Lazy<(Instruction[] Code, int[] Else, int[] End)> _code;
    private readonly Dictionary<int, List<int>> _clauses = [];

    public ReferenceFunction(LinkedInstance instance, int index)
    {
        Instance = instance;
        Type = instance.Module.TypeOf(index);
        TypeId = instance.TypeIds[instance.Module.FunctionTypes[index]];
        Body = instance.Module.Bodies[index - instance.Module.ImportedFunctions];
        _code = new Lazy<(Instruction[], int[], int[])>(Read);
    }

    public LinkedInstance Instance { get; }
    public FunctionType Type { get; }
    /// <summary>The program's.</summary>
    public int TypeId { get; }
    public FunctionBody Body { get; }
    public Instruction[] Code => _code.Value.Code;
    /// <summary>By index of an if: the index of its else, or of its end if it has none.</summary>
    public int[] Else => _code.Value.Else;
    /// <summary>By index of a block, loop, if or else: the index of its end.</summary>
    public int[] End => _code.Value.End;
    /// <summary>By index of a legacy try: the indices of its catches or its delegate.</summary>
    public IReadOnlyDictionary<int, List<int>> Clauses => _clauses;
    public int LocalCount => Type.Parameters.Length + Body.Locals.Sum(l => l.Count);

    private (Instruction[], int[], int[]) Read()
    {
        var code = new List<Instruction>();
        var reader = new InstructionReader(Instance.Module.Bytes.Span, Body.Code, Body.End);
        while (reader.Read(out var instruction)) code.Add(instruction);
        var (elses, ends, open) = (new int[code.Count], new int[code.Count], new Stack<int>());
        for (var i = 0; i < code.Count; i++)
        {
            switch (code[i].Opcode)
            {
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                    open.Push(i);
                    _clauses[i] = [];
                    break;
                case Opcode.Else:
                    elses[open.Peek()] = i;
                    break;
                case Opcode.Catch or Opcode.CatchAll:
                    _clauses[open.Peek()].Add(i);
                    break;
                case Opcode.Delegate:
                    _clauses[open.Peek()].Add(i);
                    ends[open.Pop()] = i;
                    break;
                case Opcode.End when open.Count > 0:
                    var block = open.Pop();
                    ends[block] = i;
                    if (elses[block] == 0) elses[block] = i;
                    else ends[elses[block]] = i;
                    foreach (var clause in _clauses[block]) ends[clause] = i;
                    break;
            }
        }
        return ([.. code], elses, ends);
    }
}
