// What compiled code calls where CIL semantics raise an exception.
namespace Internal.Runtime.CompilerHelpers;

using Internal.Runtime;

internal static class ThrowHelpers
{
    public static void ThrowOverflowException() => Panic.Fail("Arithmetic operation resulted in an overflow.");
    public static void ThrowIndexOutOfRangeException() => Panic.Fail("Index was outside the bounds of the array.");
    public static void ThrowNullReferenceException() => Panic.Fail("Object reference not set to an instance of an object.");
    public static void ThrowDivideByZeroException() => Panic.Fail("Attempted to divide by zero.");
    public static void ThrowArrayTypeMismatchException() => Panic.Fail("Attempted to access an element as a type incompatible with the array.");
    public static void ThrowPlatformNotSupportedException() => Panic.Fail("Operation is not supported in a guest.");
    public static void ThrowNotImplementedException() => Panic.Fail("The method or operation is not implemented.");
    public static void ThrowArgumentException() => Panic.Fail("Value does not fall within the expected range.");
    public static void ThrowArgumentOutOfRangeException() => Panic.Fail("Specified argument was out of the range of valid values.");
    public static void ThrowInvalidProgramException(int id) => Panic.Fail("The guest's code is not valid.");
    public static void ThrowFeatureBodyRemoved() => Panic.Fail("Operation is not supported in a guest.");
}
