// The description that every object starts with, as ilc lays it out (dotnet/runtime, Common/src/Internal/Runtime/MethodTable.cs).
namespace Internal.Runtime;

internal enum ElementType
{
    Boolean = 2, Char = 3, SByte = 4, Byte = 5, Int16 = 6, UInt16 = 7, Int32 = 8, UInt32 = 9, Int64 = 10, UInt64 = 11,
    ValueType = 0x10, Nullable = 0x12, Class = 0x14, Interface = 0x15, SystemArray = 0x16, Array = 0x17, SzArray = 0x18,
}

internal unsafe struct DispatchMapEntry
{
    public ushort Interface, InterfaceSlot, Slot;
}

internal struct DispatchMap
{
    public ushort Entries, DefaultEntries, StaticEntries, StaticDefaultEntries;
    public DispatchMapEntry First;
}

internal unsafe struct MethodTable
{
    private const uint HasComponentSize = 0x8000_0000, HasPointers = 0x0100_0000, HasSealedSlots = 0x0040_0000, HasFinalizer = 0x0010_0000, HasDispatchMap = 0x0004_0000;
    // In the low half of the flags, where arrays have the element size.
    private const int ValuePaddingShift = 5, ValuePaddingMask = 7, NullableOffsetShift = 8, NullableOffsetMask = 7;

    /// <summary>Flags above, and below them the bytes of an element (arrays and strings only).</summary>
    private uint _flags;
    private uint _baseSize;
    private MethodTable* _related;
    private ushort _virtualSlots;
    private ushort _interfaces;
    private uint _hashCode;

    /// <summary>The type's description; ilc puts its address in place of the call.</summary>
    [System.Runtime.CompilerServices.Intrinsic]
    public static extern MethodTable* Of<T>();

    /// <summary>Bytes of an object without elements, a header word of 8 bytes included that guests do not use.</summary>
    public uint BaseSize => _baseSize;
    public uint ComponentSize => (_flags & HasComponentSize) != 0 ? _flags & 0xffff : 0;
    public ElementType ElementType => (ElementType)(_flags >> 26 & 0x1f);
    public bool IsSzArray => ElementType == ElementType.SzArray;
    public ushort VirtualSlots => _virtualSlots;
    public ushort InterfaceCount => _interfaces;
    public bool IsReference => ElementType >= ElementType.Class;
    public bool ContainsReferences => (_flags & HasPointers) != 0;

    /// <summary>Bytes of a value outside of a box.</summary>
    public uint ValueSize => _baseSize - 2 * (uint)sizeof(void*) - (_flags >> ValuePaddingShift & ValuePaddingMask);

    /// <summary>Where in a Nullable&lt;T&gt; the T is.</summary>
    public uint NullableValueOffset => 1u << (int)(_flags >> NullableOffsetShift & NullableOffsetMask);

    /// <summary>T of Nullable&lt;T&gt;: the last field, which for one type argument is the argument itself.</summary>
    public MethodTable* NullableType => (MethodTable*)Follow(Field(afterDispatchMap: 1));

    /// <summary>Type of an array's elements.</summary>
    public MethodTable* ArrayElement => _related;

    /// <summary>The base class, null for Object and interfaces; an array's is System.Array, which has no state.</summary>
    public MethodTable* Base => ElementType is ElementType.SzArray or ElementType.Array ? null : _related;

    /// <summary>Entries of the virtual method table.</summary>
    public void** Slots => (void**)((byte*)Self + sizeof(MethodTable));

    /// <summary>Interfaces that the type implements.</summary>
    public MethodTable** Interfaces => (MethodTable**)(Slots + _virtualSlots);

    /// <summary>Which slot implements which slot of which interface, or null.</summary>
    public DispatchMap* DispatchMap => (_flags & HasDispatchMap) == 0 ? null : (DispatchMap*)Follow(Fields + 2);

    /// <summary>A method that is virtual only because an interface asks for it.</summary>
    public void* SealedSlot(int index) => Follow((int*)Follow(Field(afterDispatchMap: 0)) + index);

    // After the interfaces: distances to further data, those that the type has (type manager, writable data, dispatch map, finalizer, sealed
    // slots, generic definition, type arguments).
    private int* Fields => (int*)(Interfaces + _interfaces);

    /// <summary>The field so many after those up to the finalizer, counting only fields that the type has.</summary>
    private int* Field(int afterDispatchMap)
    {
        var field = Fields + 2 + afterDispatchMap;
        if ((_flags & HasDispatchMap) != 0) field++;
        if ((_flags & HasFinalizer) != 0) field++;
        if (afterDispatchMap > 0 && (_flags & HasSealedSlots) != 0) field++;
        return field;
    }

    private static void* Follow(int* distance) => (byte*)distance + *distance;

    // Method tables are data of the image: they do not move.
    private MethodTable* Self
    {
        get
        {
            fixed (MethodTable* self = &this) return self;
        }
    }
}
