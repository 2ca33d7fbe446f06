namespace Microlight.Tars;

/// <summary>Writes a field, its head included.</summary>
/// <param name="writer">Where to.</param>
/// <param name="tag">The field's tag.</param>
/// <param name="state">Whatever the caller passed on.</param>
/// <exception cref="TarsEncodeException">The value cannot be written.</exception>
public delegate void TarsFieldWriter<in TState>(ref TarsWriter writer, byte tag, TState state);
