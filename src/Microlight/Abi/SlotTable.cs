using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Microlight.Abi;

/// <summary>
/// The slots of the guest call or of the host call, and the buffer that their payloads lie in. A slot is copied once, the copy is checked
/// and the copy is used; payloads are looked at while the guest stands still. What breaks the contract is a
/// <see cref="ProtocolViolationException"/>, what the host does wrong an <see cref="ArgumentException"/>.
/// </summary>
internal sealed unsafe class SlotTable(byte* slots, byte* upperHalves, byte* buffer, int bufferSize)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Payloads start at multiples of this in the buffer, so that a guest may look at them as any type.</summary>
    private const int PayloadAlignment = 16;

    /// <summary>Bytes of the buffer that the values written since <see cref="BeginWriting"/> take.</summary>
    private int _used;

    /// <summary>Bytes of payload that were copied into or out of the buffer so far, for tests.</summary>
    public long CopiedBytes { get; private set; }

    public void BeginWriting() => _used = 0;

    /// <summary>Reads a slot as one of the .NET types that cross; spans are the buffer itself.</summary>
    public T Read<T>(int index, GuestType type, SlotOwner owner) where T : allows ref struct
    {
        switch (Crossing.FormOf<T>())
        {
            case CrossingForm.Number:
                var bits = Take(index, type, owner).Bits;
                return Unsafe.ReadUnaligned<T>(ref Unsafe.As<ulong, byte>(ref bits)); // the low bytes
            case CrossingForm.Vector128:
                var vector = ReadVector(index, owner);
                return Unsafe.As<Vector128<byte>, T>(ref vector);
            case CrossingForm.Boolean:
                var truth = ReadBoolean(index, owner);
                return Unsafe.As<bool, T>(ref truth);
            case CrossingForm.String:
                var text = ReadString(index, owner);
                return Unsafe.As<string, T>(ref text);
            case CrossingForm.ByteArray:
                var array = ReadBytes(index, owner);
                return Unsafe.As<byte[], T>(ref array);
            case CrossingForm.Memory:
                ReadOnlyMemory<byte> memory = ReadBytes(index, owner);
                return Unsafe.As<ReadOnlyMemory<byte>, T>(ref memory);
            case CrossingForm.ReadOnlySpan:
                ReadOnlySpan<byte> view = View(index, type, owner);
                return Unsafe.As<ReadOnlySpan<byte>, T>(ref view);
            case CrossingForm.Span:
                var writable = View(index, type, owner);
                return Unsafe.As<Span<byte>, T>(ref writable);
            default:
                var bytes = View(index, type, owner);
                if (bytes.Length != Unsafe.SizeOf<T>())
                    throw new ProtocolViolationException($"The guest wrote {bytes.Length} bytes for {owner.What} {index} of '{owner.Function}', a {typeof(T).Name} of {Unsafe.SizeOf<T>()}.");
                CopiedBytes += bytes.Length;
                return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(bytes));
        }
    }

    /// <summary>Reads a slot of any type.</summary>
    public GuestValue Read(int index, GuestType type, SlotOwner owner) => type switch
    {
        GuestType.String => ReadString(index, owner),
        GuestType.Bytes => ReadBytes(index, owner),
        GuestType.Boolean => ReadBoolean(index, owner),
        GuestType.Vector128 => ReadVector(index, owner),
        _ => GuestValue.FromBits(type, Take(index, type, owner).Bits),
    };

    /// <summary>The payload of a string or byte vector, in place: valid until the guest runs again.</summary>
    public Span<byte> View(int index, GuestType type, SlotOwner owner)
    {
        var slot = Take(index, type, owner);
        if (slot.Bits > (ulong)bufferSize || slot.Length > (ulong)bufferSize - slot.Bits)
            throw new ProtocolViolationException($"The guest put {owner.What} {index} of '{owner.Function}' at [{slot.Bits}, +{slot.Length}) of a buffer of {bufferSize} bytes.");
        return new Span<byte>(buffer + slot.Bits, (int)slot.Length);
    }

    /// <summary>Writes one of the .NET types that cross; a payload goes behind those written since <see cref="BeginWriting"/>.</summary>
    public void Write<T>(int index, GuestType type, T value, SlotOwner owner) where T : allows ref struct
    {
        switch (Crossing.FormOf<T>())
        {
            case CrossingForm.Number:
            case CrossingForm.Boolean:
                ulong bits = 0;
                Unsafe.WriteUnaligned(ref Unsafe.As<ulong, byte>(ref bits), value);
                WriteNumber(index, type, bits);
                break;
            case CrossingForm.Vector128:
                WriteVector(index, Unsafe.As<T, Vector128<byte>>(ref value));
                break;
            case CrossingForm.String:
                WriteString(index, Unsafe.As<T, string?>(ref value), owner);
                break;
            case CrossingForm.ByteArray:
                WriteBytes(index, Unsafe.As<T, byte[]?>(ref value) ?? throw Null(index, owner), owner);
                break;
            case CrossingForm.Memory:
                WriteBytes(index, Unsafe.As<T, ReadOnlyMemory<byte>>(ref value).Span, owner);
                break;
            case CrossingForm.ReadOnlySpan:
                WriteBytes(index, Unsafe.As<T, ReadOnlySpan<byte>>(ref value), owner);
                break;
            case CrossingForm.Span:
                WriteBytes(index, Unsafe.As<T, Span<byte>>(ref value), owner);
                break;
            default:
                WriteBytes(index, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()), owner);
                break;
        }
    }

    /// <summary>Writes a value of any type.</summary>
    public void Write(int index, GuestType type, in GuestValue value, SlotOwner owner)
    {
        if (value.Type != type)
            throw new ArgumentException($"{char.ToUpperInvariant(owner.What[0])}{owner.What[1..]} {index} of '{owner.Function}' is {type}; a value of type {value.Type} was given.");
        if (type == GuestType.String) WriteString(index, value.AsString(), owner);
        else if (type == GuestType.Bytes) WriteBytes(index, value.AsMemory().Span, owner);
        else if (type == GuestType.Vector128) WriteVector(index, value.AsVector128());
        else WriteNumber(index, type, value.Bits);
    }

    private Slot Take(int index, GuestType type, SlotOwner owner)
    {
        var slot = ((Slot*)slots)[index];
        if (slot.Type != (uint)type)
            throw new ProtocolViolationException($"The guest wrote type {slot.Type} for {owner.What} {index} of '{owner.Function}'; it is {type} ({(int)type}).");
        return slot;
    }

    private Vector128<byte> ReadVector(int index, SlotOwner owner) => Vector128.Create(Take(index, GuestType.Vector128, owner).Bits, ((ulong*)upperHalves)[index]).AsByte();

    private void WriteVector(int index, Vector128<byte> value)
    {
        WriteNumber(index, GuestType.Vector128, value.AsUInt64()[0]);
        ((ulong*)upperHalves)[index] = value.AsUInt64()[1];
    }

    private bool ReadBoolean(int index, SlotOwner owner)
    {
        var bits = Take(index, GuestType.Boolean, owner).Bits;
        if (bits > 1) throw new ProtocolViolationException($"The guest wrote {bits} for {owner.What} {index} of '{owner.Function}', a boolean; it is 0 or 1.");
        return bits == 1;
    }

    private string ReadString(int index, SlotOwner owner)
    {
        var payload = View(index, GuestType.String, owner);
        CopiedBytes += payload.Length;
        try
        {
            // The vCPU is stopped, so the bytes cannot change between check and use.
            return s_strictUtf8.GetString(payload);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtocolViolationException($"The guest's {owner.What} {index} of '{owner.Function}' is not UTF-8.");
        }
    }

    private byte[] ReadBytes(int index, SlotOwner owner)
    {
        var payload = View(index, GuestType.Bytes, owner);
        if (payload.IsEmpty) return [];
        CopiedBytes += payload.Length;
        var bytes = GC.AllocateUninitializedArray<byte>(payload.Length);
        payload.CopyTo(bytes);
        return bytes;
    }

    private void WriteNumber(int index, GuestType type, ulong bits) => ((Slot*)slots)[index] = new Slot
    {
        Type = (uint)type,
        // The writer extends to 64 bits as the type is signed; a 32-bit number's high half is zero.
        Bits = type switch
        {
            GuestType.Int8 => (ulong)(sbyte)bits,
            GuestType.Int16 => (ulong)(short)bits,
            _ => bits,
        },
    };

    private void WriteString(int index, string? text, SlotOwner owner)
    {
        if (text is null) throw Null(index, owner);
        var offset = Align();
        if (offset > bufferSize || !Encoding.UTF8.TryGetBytes(text, new Span<byte>(buffer + offset, bufferSize - offset), out var written))
            throw TooLarge(offset, Encoding.UTF8.GetByteCount(text), owner);
        WritePayload(index, GuestType.String, offset, written);
    }

    private void WriteBytes(int index, ReadOnlySpan<byte> bytes, SlotOwner owner)
    {
        var offset = Align();
        if (bytes.Length > bufferSize - offset) throw TooLarge(offset, bytes.Length, owner);
        // The bytes may be a view of this very buffer.
        bytes.CopyTo(new Span<byte>(buffer + offset, bytes.Length));
        WritePayload(index, GuestType.Bytes, offset, bytes.Length);
    }

    private void WritePayload(int index, GuestType type, int offset, int length)
    {
        CopiedBytes += length;
        _used = offset + length;
        ((Slot*)slots)[index] = new Slot { Bits = (ulong)offset, Length = (uint)length, Type = (uint)type };
    }

    private int Align() => (_used + PayloadAlignment - 1) & ~(PayloadAlignment - 1);

    private ArgumentException TooLarge(int offset, int bytes, SlotOwner owner) =>
        new($"The strings and byte vectors of '{owner.Function}' need at least {(long)offset + bytes} bytes; the mailbox buffer has {bufferSize} "
            + $"({nameof(SandboxOptions)}.{nameof(SandboxOptions.MailboxBufferSize)}).");

    private static ArgumentNullException Null(int index, SlotOwner owner) => new(owner.What, $"{owner.What} {index} of '{owner.Function}' is null.");
}
