// Values as objects and back.
namespace Internal.Runtime;

using System;
using System.Runtime;
using System.Runtime.CompilerServices;

internal static unsafe class Boxing
{
    [RuntimeExport("RhBox")]
    private static object Box(MethodTable* type, byte* data)
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
    private static byte* Unbox(MethodTable* type, object value)
    {
        if (value is null || value.MethodTable != type) System.Runtime.TypeCast.CheckUnbox(value, type);
        return *(byte**)&value + sizeof(void*);
    }

    [RuntimeExport("RhUnboxNullable")]
    private static void UnboxNullable(byte* target, MethodTable* type, object value)
    {
        Memory.Clear(target, type->ValueSize);
        if (value is null) return;
        if (value.MethodTable != type->NullableType) System.Runtime.TypeCast.CheckUnbox(value, type->NullableType);
        *target = 1;
        Memory.Move(target + type->NullableValueOffset, *(byte**)&value + sizeof(void*), type->NullableType->ValueSize);
    }
}
