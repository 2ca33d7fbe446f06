using System.Text;

namespace Microlight.Wasm.Components;

/// <content>Values without parts.</content>
public abstract partial record WitValue
{
    /// <summary>A <c>bool</c>.</summary>
    public sealed record Bool(bool Value) : WitValue { internal override string Noun => "bool"; }

    /// <summary>An <c>s8</c>.</summary>
    public sealed record S8(sbyte Value) : WitValue { internal override string Noun => "s8"; }

    /// <summary>A <c>u8</c>.</summary>
    public sealed record U8(byte Value) : WitValue { internal override string Noun => "u8"; }

    /// <summary>An <c>s16</c>.</summary>
    public sealed record S16(short Value) : WitValue { internal override string Noun => "s16"; }

    /// <summary>A <c>u16</c>.</summary>
    public sealed record U16(ushort Value) : WitValue { internal override string Noun => "u16"; }

    /// <summary>An <c>s32</c>.</summary>
    public sealed record S32(int Value) : WitValue { internal override string Noun => "s32"; }

    /// <summary>A <c>u32</c>.</summary>
    public sealed record U32(uint Value) : WitValue { internal override string Noun => "u32"; }

    /// <summary>An <c>s64</c>.</summary>
    public sealed record S64(long Value) : WitValue { internal override string Noun => "s64"; }

    /// <summary>A <c>u64</c>.</summary>
    public sealed record U64(ulong Value) : WitValue { internal override string Noun => "u64"; }

    /// <summary>An <c>f32</c>. All NaNs are equal.</summary>
    public sealed record F32(float Value) : WitValue { internal override string Noun => "f32"; }

    /// <summary>An <c>f64</c>. All NaNs are equal.</summary>
    public sealed record F64(double Value) : WitValue { internal override string Noun => "f64"; }

    /// <summary>A <c>char</c>.</summary>
    public sealed record Char(Rune Value) : WitValue { internal override string Noun => "char"; }

    /// <summary>A <c>string</c>.</summary>
    public sealed record String(string Value) : WitValue
    {
        internal override string Noun => "string";
        /// <summary>Not null.</summary>
        public string Value { get; init; } = Value ?? throw new ArgumentNullException(nameof(Value));
    }

    /// <summary>A case of an enum.</summary>
    /// <param name="Case">Its label.</param>
    public sealed record Enum(string Case) : WitValue { internal override string Noun => "enum"; }

    /// <summary>A handle of a resource: an object of the host's, or a <see cref="GuestResource"/>. Compared by reference.</summary>
    /// <param name="Target">What it is a handle of.</param>
    public sealed record Resource(object Target) : WitValue
    {
        internal override string Noun => "resource";
        public bool Equals(Resource? other) => other is not null && ReferenceEquals(Target, other.Target);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Target);
    }
}
