namespace Microlight.Tars.Idl;

/// <summary>A member of an enumeration.</summary>
/// <param name="Position">Where.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What is on the wire.</param>
public sealed record IdlEnumMember(IdlPosition Position, string Name, int Value);
