namespace Microlight.Tars;

/// <summary>Reads the value of a field whose head was read.</summary>
/// <param name="reader">Where from.</param>
/// <param name="type">What the head says.</param>
/// <param name="state">Whatever the caller passed on.</param>
/// <exception cref="TarsDecodeException">The value has another type, is truncated or out of range.</exception>
public delegate void TarsFieldReader<in TState>(ref TarsReader reader, TarsWireType type, TState state);
