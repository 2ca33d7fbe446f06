namespace Microlight.Tars.Idl;

/// <summary>A value in the text: a constant's, or a field's default.</summary>
/// <param name="Position">Where.</param>
/// <param name="Value">A <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="bool"/> or, resolved, an <see cref="IdlEnumMember"/>; unresolved, an <see cref="IdlName"/>.</param>
public sealed record IdlLiteral(IdlPosition Position, object Value);
