namespace Microlight.Wasm.Bindings;

/// <summary>The value of a result was asked for, and it is an error.</summary>
public sealed class WitErrorException<E>(E error) : Exception($"The result is an error: {error}")
{
    /// <summary>The error.</summary>
    public E Error { get; } = error;
}
