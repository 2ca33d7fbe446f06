using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Where a value is read from or written to: a memory, or core values.</summary>
internal abstract class Place(AdapterContext context)
{
    public AdapterContext Context { get; } = context;

    /// <summary>An expression for a scalar, as it lies there. Core values are taken in order.</summary>
    public abstract string Read(Scalar scalar, long offset = 0);

    public abstract void Write(FunctionText f, Scalar scalar, string value, long offset = 0);

    /// <summary>The place of a part of the value.</summary>
    public abstract Place Part(long offset);
}

/// <param name="memory">Identifier.</param>
/// <param name="address">A local; the value lies <paramref name="offset"/> bytes behind.</param>
internal sealed class MemoryPlace(AdapterContext context, string memory, string address, long offset = 0) : Place(context)
{
    public string Memory { get; } = memory;

    public string Address => offset == 0 ? FunctionText.Get(address) : $"(i32.add {FunctionText.Get(address)} {FunctionText.I32(offset)})";

    public override string Read(Scalar scalar, long at = 0) => $"({scalar.Load} {Memory}{Offset(at)} {FunctionText.Get(address)})";

    public override void Write(FunctionText f, Scalar scalar, string value, long at = 0) =>
        f.Line($"({scalar.Store} {Memory}{Offset(at)} {FunctionText.Get(address)} {value})");

    public override Place Part(long at) => new MemoryPlace(Context, Memory, address, offset + at);

    private string Offset(long at) => offset + at == 0 ? "" : $" offset={offset + at}";
}

/// <summary>Core values in locals, taken one after the other. Their types may be wider than what they hold, as those of variants are.</summary>
internal sealed class FlatPlace(AdapterContext context, IReadOnlyList<(string Local, FlatType Type)> values, int next = 0) : Place(context)
{
    private int _next = next;

    public override string Read(Scalar scalar, long at = 0) => Read(scalar.Flat);

    public string Read(FlatType type)
    {
        var (local, have) = values[_next++];
        return Scalar.Narrow(FunctionText.Get(local), have, type);
    }

    public override void Write(FunctionText f, Scalar scalar, string value, long at = 0) => Write(f, scalar.Flat, value);

    public void Write(FunctionText f, FlatType type, string value)
    {
        var (local, have) = values[_next++];
        f.Set(local, Scalar.Widen(value, type, have));
    }

    public override Place Part(long at) => this;

    /// <summary>Another one that begins with the next value.</summary>
    public FlatPlace Fork() => new(Context, values, _next);

    public void Skip(int count) => _next += count;
}
