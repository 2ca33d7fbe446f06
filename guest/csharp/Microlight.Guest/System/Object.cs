namespace System;

using Internal.Runtime;

/// <summary>The root of all types. Objects live in the guest's heap (Heap.cs) and are never collected one by one.</summary>
public unsafe class Object
{
    // The first word of every object in the layout that ilc assumes.
    internal MethodTable* MethodTable;

    public virtual bool Equals(object obj) => ReferenceEquals(this, obj);
    public virtual int GetHashCode() => (int)((ulong)(nuint)(void*)MethodTable >> 3);
    /// <summary>There are no type names in a guest: types that have a text override this.</summary>
    public virtual string ToString() => "";

    /// <summary>A copy of the object's fields in a new object.</summary>
    protected internal object MemberwiseClone()
    {
        if (MethodTable->ComponentSize != 0) throw new NotSupportedException("Arrays and strings are copied in other ways.");
        var copy = Heap.Allocate(MethodTable->BaseSize);
        var self = this;
        Memory.Move(copy, *(void**)&self, MethodTable->BaseSize - (uint)sizeof(void*));
        return *(object*)&copy;
    }

    public static bool ReferenceEquals(object a, object b) => a == b;
    public static bool Equals(object a, object b) => a == b || (a != null && b != null && a.Equals(b));
}
