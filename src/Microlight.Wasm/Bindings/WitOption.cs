namespace Microlight.Wasm.Bindings;

/// <summary>An <c>option</c> of a type that is an option itself, which <c>null</c> cannot tell apart. <c>default</c> is none.</summary>
public readonly record struct WitOption<T>
{
    private readonly T? _value;

    public WitOption(T value) => (_value, HasValue) = (value, true);

    public static implicit operator WitOption<T>(T value) => new(value);

    /// <summary>It is some.</summary>
    public bool HasValue { get; }

    /// <summary>What is in it, which may be a null.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException("The option is none.");

    public override string ToString() => HasValue ? $"some({_value})" : "none";
}
