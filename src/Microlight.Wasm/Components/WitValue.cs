using System.Text;
using Microlight.Wasm.Components.Wave;

namespace Microlight.Wasm.Components;

/// <summary>
/// A value of a component's type; the nested class says of which kind: <c>value is WitValue.U32(var n)</c>,
/// <c>value is WitValue.Result(true, WitValue.String(var text))</c>, <c>value is WitValue.List and [var first, ..]</c>. Immutable, compared by contents.
/// </summary>
/// <remarks>
/// A value does not carry its type, only its kind: whether a record has the fields of a type is known when it is passed. An <c>int</c> is an
/// <c>s32</c> and is not turned into anything else.
/// </remarks>
public abstract partial record WitValue
{
    private protected WitValue() { }

    /// <summary>Which kind of value it is, in messages.</summary>
    internal abstract string Noun { get; }

    /// <summary>The value as WAVE text, the component model's value encoding: <c>{a: 1, b: some("x")}</c>. A resource is written in angle brackets, which cannot be read.</summary>
    public sealed override string ToString() => WaveWriter.Write(this);

    /// <summary>Reads WAVE text.</summary>
    /// <param name="type">What to read it as: text alone does not say whether <c>1</c> is a u8 or an f64.</param>
    /// <exception cref="WaveException">It is not WAVE, or no value of the type; the exception says where.</exception>
    public static WitValue Parse(string text, WitType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        var parser = new WaveParser(text);
        var value = parser.ReadValue(type);
        parser.End();
        return value;
    }

    /// <summary>The value as the .NET type that stands for its kind: a number, boolean, string, Rune or, for a list of numbers, an array of them.</summary>
    /// <exception cref="InvalidCastException">It is of another kind.</exception>
    public T As<T>()
    {
        object? value = this switch
        {
            Bool(var v) => v,
            S8(var v) => v,
            U8(var v) => v,
            S16(var v) => v,
            U16(var v) => v,
            S32(var v) => v,
            U32(var v) => v,
            S64(var v) => v,
            U64(var v) => v,
            F32(var v) => v,
            F64(var v) => v,
            Char(var v) => v,
            String(var v) => v,
            Resource(var v) => v,
            List list => list.ToArray<T>(),
            _ => null,
        };
        return value is T result ? result : throw new InvalidCastException($"The value is a {Noun}, not a {typeof(T).Name}.");
    }

    /// <summary>A list of numbers: <typeparamref name="T"/> is one of the eight whole types, <c>float</c> or <c>double</c>. The numbers are copied.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
    public static List ListOf<T>(params ReadOnlySpan<T> numbers) where T : unmanaged => List.OfNumbers(numbers.ToArray());

    public static implicit operator WitValue(bool value) => new Bool(value);
    public static implicit operator WitValue(sbyte value) => new S8(value);
    public static implicit operator WitValue(byte value) => new U8(value);
    public static implicit operator WitValue(short value) => new S16(value);
    public static implicit operator WitValue(ushort value) => new U16(value);
    public static implicit operator WitValue(int value) => new S32(value);
    public static implicit operator WitValue(uint value) => new U32(value);
    public static implicit operator WitValue(long value) => new S64(value);
    public static implicit operator WitValue(ulong value) => new U64(value);
    public static implicit operator WitValue(float value) => new F32(value);
    public static implicit operator WitValue(double value) => new F64(value);
    public static implicit operator WitValue(Rune value) => new Char(value);
    public static implicit operator WitValue(string value) => new String(value);
    /// <summary>A <c>list&lt;u8&gt;</c> of a copy of the bytes.</summary>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public static implicit operator WitValue(byte[] value) => ListOf<byte>(value ?? throw new ArgumentNullException(nameof(value)));
}
