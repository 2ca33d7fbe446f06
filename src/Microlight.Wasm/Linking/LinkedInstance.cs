using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>One module of the program with its imports resolved to program-wide numbers.</summary>
internal sealed class LinkedInstance
{
    public required int Index { get; init; }
    public required WasmModule Module { get; init; }
    /// <summary>By function index of the module.</summary>
    public required FunctionReference[] Functions { get; init; }
    public required int[] Memories { get; init; }
    public required int[] Tables { get; init; }
    public required int[] Globals { get; init; }
    public int[] Tags { get; init; } = [];
    /// <inheritdoc cref="LinkInput.IsInternal"/>
    public bool IsInternal { get; init; }
    /// <summary>Among the instances that are not internal: the host knows it by this number. An internal one is initialised with the next that is not.</summary>
    public int Number { get; init; }
    /// <summary>The program-wide id of each of the module's types, by type index.</summary>
    public required int[] TypeIds { get; init; }
}

/// <summary>A function of the program: code of an instance, a host import (Instance is −1), or the trap (−2).</summary>
internal readonly record struct FunctionReference(int Instance, int Index)
{
    public bool IsCode => Instance >= 0;
    public bool IsHost => Instance == -1;
    public static FunctionReference Host(int import) => new(-1, import);
    /// <summary>Ends the call with the trap kind that it is given.</summary>
    public static readonly FunctionReference Trap = new(-2, 0);
}
