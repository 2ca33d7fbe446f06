using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// Makes types of values and gives equal ones the same number, so that comparing two of any size is comparing two numbers. Also counts the work
/// that types cost while one component is validated.
/// </summary>
internal sealed class WitTypes
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<Resource, int> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly WitPrimitive[] _primitives = new WitPrimitive[0x80];
    private int _work;

    public WitPrimitive Of(Primitive primitive) => _primitives[(int)primitive] ??= Add(new WitPrimitive(primitive), -1);

    public WitHandle Handle(ResourceType resource, bool isBorrow, int offset)
    {
        if (!_resources.TryGetValue(resource.Resource, out var id)) _resources.Add(resource.Resource, id = _resources.Count);
        return Add(new WitHandle(resource, isBorrow, id), offset);
    }

    /// <summary>Numbers a type whose parts have been numbered.</summary>
    /// <param name="offset">Of its definition, for errors.</param>
    /// <exception cref="WasmLimitException">It is too large or too deep.</exception>
    /// <exception cref="WasmInvalidException">A value of it would be too large.</exception>
    public T Add<T>(T type, int offset) where T : WitType
    {
        Check(type, offset);
        if (type.Layout64.Size >= ComponentLimits.ValueSize)
            throw new WasmInvalidException($"A value of the type would exceed the maximum byte size of {ComponentLimits.ValueSize - 1:#,0}", offset);
        var key = type.Key;
        Spend(1 + key.Length / 16, offset);
        if (!_ids.TryGetValue(key, out var id)) _ids.Add(key, id = _ids.Count);
        type.Id = id;
        return type;
    }

    /// <summary>Holds any type against the limits on types.</summary>
    /// <exception cref="WasmLimitException">It is too large or too deep.</exception>
    public T Check<T>(T type, int offset) where T : DefType
    {
        Spend(1, offset);
        if (type.Depth > ComponentLimits.Nesting) throw new WasmLimitException($"Types are nested more than {ComponentLimits.Nesting} deep", offset);
        if (type.Size > ComponentLimits.TypeSize) throw new WasmLimitException($"A type consists of more than {ComponentLimits.TypeSize:#,0} types", offset);
        return type;
    }

    /// <summary>Counts steps of work.</summary>
    /// <exception cref="WasmLimitException">There have been more than one component may cost.</exception>
    public void Spend(int steps, int offset)
    {
        _work += steps;
        if (_work > ComponentLimits.Work) throw new WasmLimitException($"The component's types take more than {ComponentLimits.Work:#,0} steps to check", offset);
    }
}
