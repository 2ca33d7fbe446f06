using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Types;

/// <summary>Subtyping (spec 3.3), on types whose indices are ids of the table. Every answer takes at most as many steps as types are deep.</summary>
internal sealed partial class TypeTable
{
    /// <summary>Whether the type of id <paramref name="sub"/> is <paramref name="super"/>'s or declared below it (spec 3.3.6).</summary>
    public bool IsSubtype(int sub, int super)
    {
        if (sub == super) return true;
        var steps = _types[sub - 1].Depth - _types[super - 1].Depth;
        for (; steps > 0; steps--) sub = _types[sub - 1].Supertype;
        return sub == super;
    }

    /// <summary>Whether a value of type <paramref name="sub"/> may be used as one of <paramref name="super"/> (spec 3.3.2 to 3.3.4).</summary>
    public bool IsSubtype(WasmType sub, WasmType super)
    {
        if (sub == super || sub.Code == TypeCode.Bottom) return true;
        if (!sub.IsReference || !super.IsReference || sub.Nullable && !super.Nullable) return false;
        if (sub.Code == TypeCode.Reference && super.Code == TypeCode.Reference) return IsSubtype(sub.TypeIndex, super.TypeIndex);
        return sub.Code == super.Code || sub.Code switch
        {
            TypeCode.BottomRef => true,
            TypeCode.Reference => IsAbove(super.Code, KindOf(sub.TypeIndex)),
            TypeCode.NullRef => IsAbove(super.Code == TypeCode.Reference ? KindOf(super.TypeIndex) : super.Code, TypeCode.NullRef),
            TypeCode.NullFuncRef => (super.Code == TypeCode.Reference ? KindOf(super.TypeIndex) : super.Code) == TypeCode.FuncRef,
            TypeCode.NullExternRef => super.Code == TypeCode.ExternRef,
            TypeCode.NullExnRef => super.Code == TypeCode.ExnRef,
            _ => IsAbove(super.Code, sub.Code),
        };
    }

    /// <summary>The abstract type right above a defined one: func, struct or array.</summary>
    public TypeCode KindOf(int id) => _types[id - 1].Composite switch
    {
        FunctionType => TypeCode.FuncRef,
        StructType => TypeCode.StructRef,
        _ => TypeCode.ArrayRef,
    };

    /// <summary>The top of a reference type's hierarchy: any, func, extern or exn.</summary>
    public TypeCode TopOf(WasmType type) => type.Code switch
    {
        TypeCode.FuncRef or TypeCode.NullFuncRef => TypeCode.FuncRef,
        TypeCode.ExternRef or TypeCode.NullExternRef => TypeCode.ExternRef,
        TypeCode.ExnRef or TypeCode.NullExnRef => TypeCode.ExnRef,
        TypeCode.Reference when KindOf(type.TypeIndex) == TypeCode.FuncRef => TypeCode.FuncRef,
        _ => TypeCode.AnyRef,
    };

    /// <summary>Abstract heap types: none below i31, struct and array, these below eq, eq below any; each below itself.</summary>
    private static bool IsAbove(TypeCode super, TypeCode sub) => sub == super || super switch
    {
        TypeCode.AnyRef => sub is TypeCode.EqRef or TypeCode.I31Ref or TypeCode.StructRef or TypeCode.ArrayRef or TypeCode.NullRef,
        TypeCode.EqRef => sub is TypeCode.I31Ref or TypeCode.StructRef or TypeCode.ArrayRef or TypeCode.NullRef,
        TypeCode.I31Ref or TypeCode.StructRef or TypeCode.ArrayRef => sub == TypeCode.NullRef,
        _ => false,
    };
}
