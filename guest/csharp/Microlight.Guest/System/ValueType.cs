namespace System;

public abstract class ValueType { }

/// <summary>Enumerations have no names in a guest: their text is their number.</summary>
public abstract unsafe class Enum : ValueType
{
    public override string ToString() => Number().ToString();
    public override int GetHashCode() => Number().GetHashCode();
    public override bool Equals(object obj) => obj is not null && obj.MethodTable == MethodTable && ((Enum)obj).Number() == Number();

    private long Number()
    {
        fixed (void* start = &MethodTable)
        {
            var value = (byte*)start + sizeof(void*);
            return MethodTable->ElementType switch
            {
                Internal.Runtime.ElementType.SByte => *(sbyte*)value,
                Internal.Runtime.ElementType.Byte or Internal.Runtime.ElementType.Boolean => *value,
                Internal.Runtime.ElementType.Int16 => *(short*)value,
                Internal.Runtime.ElementType.UInt16 or Internal.Runtime.ElementType.Char => *(ushort*)value,
                Internal.Runtime.ElementType.Int32 => *(int*)value,
                Internal.Runtime.ElementType.UInt32 => *(uint*)value,
                _ => *(long*)value,
            };
        }
    }
}
