// Values as objects and back; ilc finds some of the helpers as methods of a class of this name, some as symbols.
namespace System.Runtime;

using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

internal static unsafe class RuntimeExports
{
    [RuntimeExport("RhBox")]
    public static object RhBox(MethodTable* type, byte* data)
    {
        if (type->ElementType == ElementType.Nullable)
        {
            if (*data == 0) return null;
            data += type->NullableValueOffset;
            type = type->NullableType;
        }
        var start = Heap.Allocate(type->BaseSize);
        *(MethodTable**)start = type;
        var target = start + sizeof(void*);
        var size = type->ValueSize;
        if (!type->ContainsReferences) Memory.Move(target, data, size);
        // Words that hold no reference pass the write barrier, too; it stops what looks like one into the call arena only in permanent boxes.
        else for (uint at = 0; at < size; at += (uint)sizeof(void*)) *(object*)(target + at) = *(object*)(data + at);
        return *(object*)&start;
    }

    [RuntimeExport("RhUnbox2")]
    public static byte* RhUnbox2(MethodTable* type, object value)
    {
        if (value is null || value.MethodTable != type) CheckUnbox(value, type);
        return *(byte**)&value + sizeof(void*);
    }

    [RuntimeExport("RhUnboxNullable")]
    public static void RhUnboxNullable(byte* target, MethodTable* type, object value)
    {
        Memory.Clear(target, type->ValueSize);
        if (value is null) return;
        if (value.MethodTable != type->NullableType) CheckUnbox(value, type->NullableType);
        *target = 1;
        Memory.Move(target + type->NullableValueOffset, *(byte**)&value + sizeof(void*), type->NullableType->ValueSize);
    }

    /// <summary>The check alone, where the code has found the descriptions different.</summary>
    public static void RhUnboxTypeTest(MethodTable* type, MethodTable* boxed)
    {
        if (type != boxed && !IsSameNumber(type, boxed)) Panic.Fail("Unable to cast an object to the requested type.");
    }

    private static void CheckUnbox(object value, MethodTable* type)
    {
        if (value is null) ThrowHelpers.ThrowNullReferenceException();
        RhUnboxTypeTest(type, value.MethodTable);
    }

    /// <summary>An enumeration and its underlying type are boxed alike.</summary>
    private static bool IsSameNumber(MethodTable* type, MethodTable* boxed) => type->ElementType == boxed->ElementType && type->ElementType < ElementType.ValueType;
}
