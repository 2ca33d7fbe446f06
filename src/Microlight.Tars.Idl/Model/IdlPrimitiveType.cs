namespace Microlight.Tars.Idl;

/// <summary>A type of the language itself.</summary>
/// <param name="position">Where.</param>
/// <param name="kind">Which.</param>
public sealed class IdlPrimitiveType(IdlPosition position, IdlPrimitive kind) : IdlType(position)
{
    /// <summary>Which.</summary>
    public IdlPrimitive Kind { get; } = kind;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        IdlPrimitive.Int8 => "byte", IdlPrimitive.UInt8 => "unsigned byte", IdlPrimitive.Int16 => "short", IdlPrimitive.UInt16 => "unsigned short",
        IdlPrimitive.Int32 => "int", IdlPrimitive.UInt32 => "unsigned int", IdlPrimitive.Int64 => "long", _ => Kind.ToString().ToLowerInvariant(),
    };
}
