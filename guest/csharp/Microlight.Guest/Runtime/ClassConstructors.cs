// Static constructors that ilc could not run at compile time run at first use. What they create belongs to static fields.
namespace System.Runtime.CompilerServices;

using Internal.Runtime;

/// <summary>Contract with ilc: the constructor's address, zero once it has run.</summary>
internal unsafe struct StaticClassConstructionContext
{
    public delegate*<void> Constructor;
}

internal static unsafe class ClassConstructorRunner
{
    private static void CheckStaticClassConstruction(ref StaticClassConstructionContext context)
    {
        var constructor = context.Constructor;
        if (constructor == null) return;
        context.Constructor = null;
        Heap.EnterPermanent();
        constructor();
        Heap.LeavePermanent();
    }

    private static void* CheckStaticClassConstructionReturnNonGCStaticBase(ref StaticClassConstructionContext context, void* statics)
    {
        CheckStaticClassConstruction(ref context);
        return statics;
    }

    private static object CheckStaticClassConstructionReturnGCStaticBase(ref StaticClassConstructionContext context, object statics)
    {
        CheckStaticClassConstruction(ref context);
        return statics;
    }
}
