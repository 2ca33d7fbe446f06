namespace Microlight.Abi;

/// <summary>Takes the results of a guest call out of its slots. Structs, so that each form of call has code of its own.</summary>
internal interface IResultReader<out TResult>
{
    TResult Read(SlotTable slots, GuestFunction function);
}

/// <summary>The one result as a .NET type.</summary>
internal readonly struct OneResult<T> : IResultReader<T>
{
    public T Read(SlotTable slots, GuestFunction function) => slots.Read<T>(0, function.Signature.ResultTypes[0], SlotOwner.Result(function.Name));
}

/// <summary>All results as values; returns how many.</summary>
internal readonly ref struct ResultSpan(Span<GuestValue> results) : IResultReader<int>
{
    private readonly Span<GuestValue> _results = results;

    public int Read(SlotTable slots, GuestFunction function)
    {
        var owner = SlotOwner.Result(function.Name);
        for (var i = 0; i < _results.Length; i++) _results[i] = slots.Read(i, function.Signature.ResultTypes[i], owner);
        return _results.Length;
    }
}

/// <summary>As <see cref="ResultSpan"/>, for calls that outlive their caller's stack.</summary>
internal readonly struct ResultMemory(Memory<GuestValue> results) : IResultReader<int>
{
    public int Read(SlotTable slots, GuestFunction function) => new ResultSpan(results.Span).Read(slots, function);
}

/// <summary>The one result in place: bytes, or a string's UTF-8.</summary>
internal readonly struct ResultView<TState, TResult>(Sandbox sandbox, TState state, Func<ReadOnlySpan<byte>, TState, TResult> read) : IResultReader<TResult>
{
    public TResult Read(SlotTable slots, GuestFunction function)
    {
        var view = slots.View(0, function.Signature.ResultTypes[0], SlotOwner.Result(function.Name));
        sandbox.BeginReading();
        return read(view, state);
    }
}
