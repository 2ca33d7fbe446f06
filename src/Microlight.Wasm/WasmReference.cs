namespace Microlight.Wasm;

/// <summary>What a reference refers to, as far as the host can see.</summary>
public enum WasmReferenceKind
{
    Null,
    /// <summary>A number that the host gave (<see cref="WasmReference.FromHost"/>).</summary>
    Host,
    Function,
    /// <summary>An integer of 31 bits.</summary>
    I31,
    Struct,
    Array,
    Exception,
}

/// <summary>
/// References between host and WebAssembly, as <see cref="GuestValue"/>s of type <see cref="GuestType.Reference"/>. A host's own are
/// numbers. For an object of the guest the host gets a handle, which keeps the object alive until <see cref="WasmInstance.Release"/> or
/// until the instance is restored. A handle that does not exist, or is not of the type asked for, ends a call with
/// <see cref="WasmTrapKind.InvalidReference"/>.
/// </summary>
public static class WasmReference
{
    /// <summary>Host numbers are below this, 2⁶².</summary>
    public const ulong HostNumbers = 1UL << 62;
    private const ulong Foreign = 1UL << 63;
    private const int KindShift = 60;

    /// <summary>The null reference, of whatever type.</summary>
    public static GuestValue Null => GuestValue.FromBits(GuestType.Reference, 0);

    /// <summary>An <c>externref</c> that means something to the host alone.</summary>
    /// <param name="number">From 1 to 2⁶² − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static GuestValue FromHost(ulong number)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, HostNumbers);
        return GuestValue.FromBits(GuestType.Reference, number);
    }

    /// <summary>The number of a host's reference.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public static ulong ToHost(in GuestValue reference) =>
        KindOf(reference) == WasmReferenceKind.Host ? reference.Bits : throw new InvalidCastException($"The reference is {KindOf(reference)}, not {WasmReferenceKind.Host}.");

    /// <summary>An <c>i31ref</c>: the low 31 bits count.</summary>
    public static GuestValue FromI31(int value) =>
        GuestValue.FromBits(GuestType.Reference, Foreign | 2UL << KindShift | (uint)value & 0x7fff_ffff);

    /// <summary>The value of an i31, extended with its sign.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public static int ToI31(in GuestValue reference) =>
        KindOf(reference) == WasmReferenceKind.I31 ? (int)reference.Bits << 1 >> 1 : throw new InvalidCastException($"The reference is {KindOf(reference)}, not {WasmReferenceKind.I31}.");

    /// <summary>What a reference refers to.</summary>
    /// <exception cref="InvalidCastException">The value is no reference.</exception>
    public static WasmReferenceKind KindOf(in GuestValue reference)
    {
        if (reference.Type != GuestType.Reference) throw new InvalidCastException($"The value is {reference.Type}, not {GuestType.Reference}.");
        var bits = reference.Bits;
        if (bits == 0) return WasmReferenceKind.Null;
        if ((bits & Foreign) == 0) return WasmReferenceKind.Host;
        return (bits >> KindShift & 7) switch
        {
            0 => WasmReferenceKind.Struct,
            1 => WasmReferenceKind.Array,
            2 => WasmReferenceKind.I31,
            3 => WasmReferenceKind.Exception,
            _ => WasmReferenceKind.Function,
        };
    }
}
