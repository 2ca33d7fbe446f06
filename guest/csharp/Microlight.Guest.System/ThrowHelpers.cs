// What ilc calls where CIL semantics raise an exception. Wasm lowering avoids every such place; should one be reached all the same,
// the throw becomes RhpThrowEx, which the linker defines as a trap of kind Unknown.
namespace Internal.Runtime.CompilerHelpers;

public static class ThrowHelpers
{
    private static void Fail() { throw null; }
    public static void ThrowOverflowException() => Fail();
    public static void ThrowIndexOutOfRangeException() => Fail();
    public static void ThrowNullReferenceException() => Fail();
    public static void ThrowDivideByZeroException() => Fail();
    public static void ThrowArrayTypeMismatchException() => Fail();
    public static void ThrowPlatformNotSupportedException() => Fail();
    public static void ThrowNotImplementedException() => Fail();
    public static void ThrowArgumentException() => Fail();
    public static void ThrowArgumentOutOfRangeException() => Fail();
}
