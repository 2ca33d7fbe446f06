namespace System.Runtime.InteropServices;

using System.Runtime.CompilerServices;

/// <summary>Spans seen as spans of another type.</summary>
public static class MemoryMarshal
{
    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);
    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) => new(ref Unsafe.AsRef(in reference), length);
    public static ref T GetReference<T>(Span<T> span) => ref span.Reference;
    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span.Reference;
    public static Span<byte> AsBytes<T>(Span<T> span) where T : unmanaged => new(ref Unsafe.As<T, byte>(ref span.Reference), checked(span.Length * Unsafe.SizeOf<T>()));
    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span) where T : unmanaged => new(ref Unsafe.As<T, byte>(ref span.Reference), checked(span.Length * Unsafe.SizeOf<T>()));

    /// <summary>The same bytes as whole elements of another type; what is left over at the end is not part of it.</summary>
    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span) where TFrom : unmanaged where TTo : unmanaged =>
        new(ref Unsafe.As<TFrom, TTo>(ref span.Reference), (int)((long)span.Length * Unsafe.SizeOf<TFrom>() / Unsafe.SizeOf<TTo>()));

    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span) where TFrom : unmanaged where TTo : unmanaged =>
        new(ref Unsafe.As<TFrom, TTo>(ref span.Reference), (int)((long)span.Length * Unsafe.SizeOf<TFrom>() / Unsafe.SizeOf<TTo>()));
}
