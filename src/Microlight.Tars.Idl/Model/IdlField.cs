namespace Microlight.Tars.Idl;

/// <summary>A field of a structure.</summary>
public sealed class IdlField
{
    internal IdlField(IdlPosition position, string documentation, byte tag, bool isRequired, IdlType type, string name, IdlLiteral? @default) =>
        (Position, Documentation, Tag, IsRequired, Type, Name, Default) = (position, documentation, tag, isRequired, type, name, @default);

    /// <summary>Where its name stands.</summary>
    public IdlPosition Position { get; }
    /// <summary>The comment before it; empty if there is none.</summary>
    public string Documentation { get; }
    /// <summary>Its number on the wire.</summary>
    public byte Tag { get; }
    /// <summary>Whether a packet without it is wrong.</summary>
    public bool IsRequired { get; }
    /// <summary>Its type.</summary>
    public IdlType Type { get; }
    /// <summary>Its name.</summary>
    public string Name { get; }
    /// <summary>Its value where none is set; null for zero, the empty text, an enumeration's first member and so on.</summary>
    public IdlLiteral? Default { get; internal set; }
}
