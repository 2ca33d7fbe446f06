using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>What function bodies of a generated module may refer to.</summary>
internal sealed class ModuleShape
{
    /// <summary>Elements of every table at the beginning.</summary>
    public const int TableSize = 8;
    /// <summary>Calls and rounds of loops that one call from outside may make.</summary>
    public const int Fuel = 200;
    /// <summary>The i32 global that counts them down.</summary>
    public const uint FuelGlobal = 0;

    private readonly Dictionary<FunctionType, uint> _indices = [];

    public List<FunctionType> Types { get; } = [];
    /// <summary>By function index; 0 is the host's.</summary>
    public List<FunctionType> Functions { get; } = [];
    public List<MemoryType> Memories { get; } = [];
    public int Tables { get; init; }
    /// <summary>Whether there are vectors; most modules have none, so that what they find is found with less around it.</summary>
    public bool HasVectors { get; init; }
    public List<GlobalType> Globals { get; } = [];
    /// <summary>Functions that table 0 has at the beginning, by element; null where it has none.</summary>
    public uint?[] Elements { get; } = new uint?[TableSize];
    public int DataSegments { get; init; }
    public int ElementSegments { get; init; }

    /// <summary>A type for a local, a parameter, a result or an expression.</summary>
    public WasmType AnyType(Random random) => HasVectors && random.Next(3) == 0 ? WasmType.V128 : NumericOperators.Types[random.Next(4)];

    public uint TypeIndex(FunctionType type)
    {
        if (_indices.TryGetValue(type, out var index)) return index;
        _indices.Add(type, (uint)Types.Count);
        Types.Add(type);
        return (uint)Types.Count - 1;
    }
}
