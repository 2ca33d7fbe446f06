using System.Diagnostics.CodeAnalysis;

namespace Microlight.Wasm.Bindings;

/// <summary>A value that becomes a result.</summary>
public readonly record struct WitOk<T>(T Value);

/// <summary>An error that becomes a result.</summary>
public readonly record struct WitError<E>(E Value);

/// <summary>A <c>result&lt;T, E&gt;</c>: a value or an error. <see cref="WitUnit"/> stands for what is not there.</summary>
public readonly struct WitResult<T, E> : IEquatable<WitResult<T, E>>
{
    private enum Kind : byte { None, Ok, Error }

    private readonly Kind _kind;
    private readonly T? _value;
    private readonly E? _error;

    private WitResult(Kind kind, T? value, E? error) => (_kind, _value, _error) = (kind, value, error);

    public static implicit operator WitResult<T, E>(WitOk<T> ok) => new(Kind.Ok, ok.Value, default);
    public static implicit operator WitResult<T, E>(WitError<E> error) => new(Kind.Error, default, error.Value);

    /// <summary>There is a value, not an error.</summary>
    /// <exception cref="InvalidOperationException">It is <c>default</c>, neither of both; so for all members.</exception>
    public bool IsOk => _kind != Kind.None ? _kind == Kind.Ok : throw new InvalidOperationException("The result is default: neither a value nor an error.");

    /// <summary>The value.</summary>
    /// <exception cref="WitErrorException{E}">There is an error.</exception>
    public T Value => IsOk ? _value! : throw new WitErrorException<E>(_error!);

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">There is a value.</exception>
    public E Error => !IsOk ? _error! : throw new InvalidOperationException("The result is a value, not an error.");

    /// <summary>Both at once: true with the value, or false with the error.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [MaybeNullWhen(true)] out E error)
    {
        (value, error) = (_value, _error);
        return IsOk;
    }

    public bool Equals(WitResult<T, E> other) =>
        _kind == other._kind && EqualityComparer<T?>.Default.Equals(_value, other._value) && EqualityComparer<E?>.Default.Equals(_error, other._error);

    public override bool Equals(object? obj) => obj is WitResult<T, E> other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_kind, _value, _error);
    public static bool operator ==(WitResult<T, E> left, WitResult<T, E> right) => left.Equals(right);
    public static bool operator !=(WitResult<T, E> left, WitResult<T, E> right) => !left.Equals(right);
    public override string ToString() => _kind switch { Kind.Ok => $"ok({_value})", Kind.Error => $"error({_error})", _ => "default" };
}
