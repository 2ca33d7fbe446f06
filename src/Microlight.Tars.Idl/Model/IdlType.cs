namespace Microlight.Tars.Idl;

/// <summary>A type as it is used: of a field, a parameter, an element.</summary>
/// <param name="position">Where.</param>
public abstract class IdlType(IdlPosition position)
{
    /// <summary>Where it stands.</summary>
    public IdlPosition Position { get; } = position;
}
