namespace Microlight.Wasm.Bindings;

/// <summary>Makes results: <c>Wit.Ok(5)</c>, <c>Wit.Error("no")</c> become the <see cref="WitResult{T, E}"/> that is wanted.</summary>
public static class Wit
{
    public static WitOk<WitUnit> Ok() => default;
    public static WitOk<T> Ok<T>(T value) => new(value);
    public static WitError<WitUnit> Error() => default;
    public static WitError<E> Error<E>(E error) => new(error);
}
