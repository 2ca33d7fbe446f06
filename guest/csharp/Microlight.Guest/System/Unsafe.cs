// Casts and address arithmetic that the code generator expands by name; the bodies are never compiled.
namespace System.Runtime.CompilerServices;

public static unsafe class Unsafe
{
    [Intrinsic] public static ref T Add<T>(ref T source, int elementOffset) => throw null;
    [Intrinsic] public static ref T Add<T>(ref T source, nint elementOffset) => throw null;
    [Intrinsic] public static ref T Add<T>(ref T source, nuint elementOffset) => throw null;
    [Intrinsic] public static ref T AddByteOffset<T>(ref T source, nuint byteOffset) => throw null;
    [Intrinsic] public static bool AreSame<T>(ref readonly T left, ref readonly T right) => throw null;
    [Intrinsic] public static T As<T>(object value) where T : class => throw null;
    [Intrinsic] public static ref TTo As<TFrom, TTo>(ref TFrom source) => throw null;
    [Intrinsic] public static void* AsPointer<T>(ref readonly T value) => throw null;
    [Intrinsic] public static ref T AsRef<T>(void* source) => throw null;
    [Intrinsic] public static ref T AsRef<T>(scoped ref readonly T source) => throw null;
    [Intrinsic] public static T ReadUnaligned<T>(ref readonly byte source) => throw null;
    [Intrinsic] public static T ReadUnaligned<T>(void* source) => throw null;
    [Intrinsic] public static void WriteUnaligned<T>(ref byte destination, T value) => throw null;
    [Intrinsic] public static void WriteUnaligned<T>(void* destination, T value) => throw null;
    [Intrinsic] public static int SizeOf<T>() => throw null;

    /// <summary>The first element of an array, without a check.</summary>
    internal static ref T ArrayData<T>(T[] array) => ref As<byte, T>(ref As<RawArray>(array).Data);

    /// <summary>An array as ilc lays it out.</summary>
    internal sealed class RawArray
    {
        public uint Length;
        public uint Padding;
        public byte Data;
    }
}
