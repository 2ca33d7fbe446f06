using System.Text;

namespace Microlight.Wasm.Components;

/// <summary>
/// The memory through which values go between host and component, during one call. Values lie in it as the canonical ABI lays them out
/// (CanonicalABI.md, storing and loading): little-endian, pointers of 32 bits relative to it, strings in UTF-8. Addresses are those pointers.
/// </summary>
/// <remarks>
/// A guest may have put anything there. Every read is checked, once, on a copy: what is outside of the memory, misaligned, no UTF-8, no
/// character, no case of its variant, or beyond <see cref="TransferLimits"/>, is a <see cref="ProtocolViolationException"/>, which a host
/// function does not catch: it ends the call.
/// </remarks>
public sealed partial class TransferMemory
{
    /// <summary>The first bytes are not given out: 0 is nothing's address, and what both sides know about allocation is there.</summary>
    internal const int Reserved = 16;

    /// <summary>Where both sides keep the address of the first free byte.</summary>
    private const int FreeWord = 0;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly GuestMemory _memory;
    private readonly TransferLimits _limits;
    private long _bytesLeft;
    private int _elementsLeft;
    /// <summary>Where the next allocation begins; −1 where no call is under way.</summary>
    private int _free = -1;

    internal TransferMemory(GuestMemory memory, TransferLimits limits) => (_memory, _limits) = (memory, limits);

    /// <summary>Bytes there are now.</summary>
    public int Size => (int)Math.Min(_memory.Size, int.MaxValue);

    /// <summary>A crossing begins: allocation starts at <paramref name="free"/>, and the budget is whole.</summary>
    internal void Begin(int free) => (_free, _bytesLeft, _elementsLeft) = (free, _limits.Bytes, _limits.Elements);

    /// <summary>Where the next allocation would begin.</summary>
    internal int Free => _free;

    /// <summary>The guest has run: allocation goes on from where it says, and the budget is whole again.</summary>
    internal void Resume()
    {
        _free = Reserved;
        var free = Get<int>(FreeWord);
        if (free < Reserved || free > Size) throw Violation($"the transfer memory's first free byte at {(uint)free:#,0}");
        Begin(free);
    }

    /// <summary>The guest is going to run: it learns from where allocation goes on.</summary>
    internal void Publish() => Set(FreeWord, _free);

    internal int AllocateZeroed(int size, int alignment)
    {
        var address = Allocate(size, alignment);
        Write(address, size).Clear();
        return address;
    }

    /// <summary>The crossing is over: whatever has kept this reads and writes nothing any more.</summary>
    internal void End() => _free = -1;

    private ReadOnlySpan<byte> Read(int address, int length) =>
        View((uint)address, length, out var bytes) ? bytes : throw Violation($"{length:#,0} bytes at {(uint)address:#,0} are outside of the transfer memory's {Size:#,0}");

    private Span<byte> Write(int address, int length) =>
        View((uint)address, length, out var bytes) ? bytes : throw new ArgumentOutOfRangeException(nameof(address), address, $"{length:#,0} bytes there are outside of the transfer memory's {Size:#,0}.");

    private bool View(uint address, int length, out Span<byte> bytes)
    {
        if (_free < 0) throw new InvalidOperationException("The call that this transfer memory belonged to is over.");
        return _memory.TrySlice(address, length, out bytes);
    }

    private static ProtocolViolationException Violation(string what) => new($"The component passed a value that is none: {what}.");
}
