using System.Runtime.InteropServices;
using System.Text;

namespace Microlight.Wasm.Components;

/// <summary>
/// The memory through which values go between host and component, during one call. Values lie in it as the canonical ABI lays them out
/// (CanonicalABI.md, storing and loading): little-endian, pointers of 32 bits relative to it, strings in UTF-8. Addresses are those pointers.
/// </summary>
/// <remarks>
/// A guest may have put anything there. Every read is checked, once, on a copy: what is outside of the memory, misaligned, no UTF-8, no
/// character, no case of its variant, or beyond <see cref="TransferLimits"/>, is a <see cref="ProtocolViolationException"/>. A host function does
/// not catch it: it ends the call, and the instance makes no other until it is restored.
/// </remarks>
public sealed partial class TransferMemory
{
    /// <summary>Bytes at the start that are not given out (docs/components.md, the host's edge): two words that both sides keep, and 0 is nothing's address.</summary>
    internal const int Header = 16;
    /// <summary>The header's words: the first free byte, and how many bytes are open.</summary>
    private const int FreeWord = 0, OpenWord = 4;
    /// <summary>The memory grows by as much as it has, but not by more than this at once unless it must.</summary>
    private const long LargestGrowth = 16 << 20;
    private const long Page = 64 << 10;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly GuestMemory _memory;
    private readonly TransferLimits _limits;
    private readonly Func<long, bool> _grow;
    private readonly Action? _violated;
    private long _bytesLeft;
    private long _elementsLeft;
    /// <summary>Where the next allocation begins; −1 where no call is under way.</summary>
    private int _free = -1;

    /// <param name="grow">Makes the memory larger by a number of bytes, or says that it cannot be.</param>
    /// <param name="violated">Told that what the guest wrote is no value.</param>
    internal TransferMemory(GuestMemory memory, TransferLimits limits, Func<long, bool> grow, Action? violated = null) =>
        (_memory, _limits, _grow, _violated) = (memory, limits, grow, violated);

    /// <summary>Bytes there are now; it grows when it is written.</summary>
    public int Size => (int)Math.Min(_memory.Size, int.MaxValue);

    /// <summary>The host begins a call from outside: all of the memory is free.</summary>
    internal void Begin() => Begin(Header);

    /// <summary>The guest has run: allocation goes on from where it says, and the budget is whole again.</summary>
    /// <exception cref="ProtocolViolationException">It says nonsense.</exception>
    internal void Resume()
    {
        Begin(Header);
        var free = Get<uint>(FreeWord);
        if (free < Header || free > Size) throw Violation($"the transfer memory's first free byte at {free:#,0}");
        Begin((int)free);
    }

    /// <summary>The guest is going to run: it learns from where allocation goes on.</summary>
    internal void Publish() => Set(FreeWord, _free);

    private void Begin(int free) => (_free, _bytesLeft, _elementsLeft) = (free, _limits.Bytes, _limits.Elements);

    /// <summary>Makes the memory at least as large, in steps that double it.</summary>
    /// <returns>False where it cannot be.</returns>
    internal bool TryReach(long size)
    {
        var missing = size - Size;
        if (missing <= 0) return true;
        if (size > int.MaxValue) return false;
        var least = (missing + Page - 1) / Page * Page;
        var more = Math.Max(least, Math.Min(Size, LargestGrowth) / Page * Page);
        if (!_grow(more) && (more == least || !_grow(least))) return false;
        MemoryMarshal.Write(_memory.Slice(OpenWord, 4), Size);
        return true;
    }

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

    private ProtocolViolationException Violation(string what)
    {
        _violated?.Invoke();
        return new ProtocolViolationException($"The component passed a value that is none: {what}.");
    }
}
