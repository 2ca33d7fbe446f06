// The types that the C# compiler and ilc look up by name in the system module (ECMA-335 I.8.2.2). Guest code has no heap, so
// Object, String and Array exist for the metadata's sake only.
namespace System;

public class Object
{
    // The first word of every object in the layout that ilc assumes. Nothing here ever allocates one.
    internal IntPtr MethodTable;
}

public abstract class ValueType { }
public abstract class Enum : ValueType { }
public struct Void { }
public struct Boolean { }
public struct Char { }
public struct SByte { }
public struct Byte { }
public struct Int16 { }
public struct UInt16 { }
public struct Int32 { public const int MinValue = -2147483648, MaxValue = 2147483647; }
public struct UInt32 { }
public struct Int64 { public const long MinValue = -9223372036854775808, MaxValue = 9223372036854775807; }
public struct UInt64 { }
public struct Single { }
public struct Double { }
public struct IntPtr { }
public struct UIntPtr { }
public struct Nullable<T> where T : struct { }
public sealed class String { public readonly int Length; }
public abstract class Array { }
public class Array<T> : Array { }
public abstract class Delegate { }
public abstract class MulticastDelegate : Delegate { }
public class Type { }
public class Exception { }
public struct RuntimeTypeHandle { }
public struct RuntimeMethodHandle { }
public struct RuntimeFieldHandle { }
