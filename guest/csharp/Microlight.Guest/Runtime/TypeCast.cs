// Casts, type tests and stores into arrays of references, as ilc's code asks for them. Interfaces and delegates convert exactly: the
// variance of generic parameters (IEnumerable<Derived> as IEnumerable<Base>) is not supported.
namespace System.Runtime;

using System.Runtime.CompilerServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

internal static unsafe class TypeCast
{
    [RuntimeExport("RhTypeCast_IsInstanceOfClass")]
    public static object IsInstanceOfClass(MethodTable* target, object value) => value is not null && IsClass(value.MethodTable, target) ? value : null;

    [RuntimeExport("RhTypeCast_IsInstanceOfInterface")]
    public static object IsInstanceOfInterface(MethodTable* target, object value) => value is not null && Implements(value.MethodTable, target) ? value : null;

    [RuntimeExport("RhTypeCast_IsInstanceOfAny")]
    public static object IsInstanceOfAny(MethodTable* target, object value) => value is not null && IsAssignable(value.MethodTable, target) ? value : null;

    [RuntimeExport("RhTypeCast_IsInstanceOfException")]
    public static bool IsInstanceOfException(MethodTable* target, object value) => IsInstanceOfClass(target, value) is not null;

    [RuntimeExport("RhTypeCast_CheckCastClass")]
    public static object CheckCastClass(MethodTable* target, object value)
    {
        if (value is not null && !IsClass(value.MethodTable, target)) Fail();
        return value;
    }

    [RuntimeExport("RhTypeCast_CheckCastClassSpecial")]
    public static object CheckCastClassSpecial(MethodTable* target, object value) => CheckCastClass(target, value);

    [RuntimeExport("RhTypeCast_CheckCastInterface")]
    public static object CheckCastInterface(MethodTable* target, object value)
    {
        if (value is not null && !Implements(value.MethodTable, target)) Fail();
        return value;
    }

    [RuntimeExport("RhTypeCast_CheckCastAny")]
    public static object CheckCastAny(MethodTable* target, object value)
    {
        if (value is not null && !IsAssignable(value.MethodTable, target)) Fail();
        return value;
    }

    [RuntimeExport("RhpStelemRef")]
    public static void StelemRef(object[] array, nint index, object value)
    {
        if ((nuint)index >= (nuint)array.Length) ThrowHelpers.ThrowIndexOutOfRangeException();
        if (value is not null)
        {
            var element = array.MethodTable->ArrayElement;
            if (value.MethodTable != element && !IsAssignable(value.MethodTable, element)) ThrowHelpers.ThrowArrayTypeMismatchException();
        }
        Unsafe.Add(ref Unsafe.ArrayData(array), index) = value;
    }

    [RuntimeExport("RhpLdelemaRef")]
    public static ref object LdelemaRef(object[] array, nint index, MethodTable* element)
    {
        if ((nuint)index >= (nuint)array.Length) ThrowHelpers.ThrowIndexOutOfRangeException();
        if (array.MethodTable->ArrayElement != element) ThrowHelpers.ThrowArrayTypeMismatchException();
        return ref Unsafe.Add(ref Unsafe.ArrayData(array), index);
    }

    private static bool IsAssignable(MethodTable* type, MethodTable* target)
    {
        for (; ; )
        {
            if (type == target || IsClass(type, target)) return true;
            if (target->ElementType == ElementType.Interface) return Implements(type, target);
            // Arrays of references are covariant.
            if (!type->IsSzArray || !target->IsSzArray) return false;
            type = type->ArrayElement;
            target = target->ArrayElement;
            if (!type->IsReference || !target->IsReference) return type == target;
        }
    }

    private static bool IsClass(MethodTable* type, MethodTable* target)
    {
        for (; type != null; type = type->Base)
            if (type == target) return true;
        return false;
    }

    private static bool Implements(MethodTable* type, MethodTable* target)
    {
        var interfaces = type->Interfaces;
        for (var i = 0; i < type->InterfaceCount; i++)
            if (interfaces[i] == target) return true;
        return false;
    }

    private static void Fail() => Panic.Fail("Unable to cast an object to the requested type.");
}
