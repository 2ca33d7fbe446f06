namespace Microlight.Tars.Idl;

/// <summary>The name of an enumeration's member, where a value stands.</summary>
/// <param name="Qualifier">What is before the last <c>::</c>; null if nothing.</param>
/// <param name="Name">The name.</param>
internal sealed record IdlName(string? Qualifier, string Name)
{
    public override string ToString() => Qualifier is null ? Name : $"{Qualifier}::{Name}";
}
