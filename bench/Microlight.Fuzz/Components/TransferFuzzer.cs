using Microlight.Tests;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Values;

namespace Microlight.Fuzz.Components;

/// <summary>
/// Hostile values in a transfer memory: good ones with some bytes changed, and noise. Each must be read as a value of its type, which can be
/// written and read again, or be refused with a <see cref="ProtocolViolationException"/>; reading changes nothing, and what it allocates is bounded
/// by the budget, whatever lies over each other.
/// </summary>
internal sealed class TransferFuzzer
{
    private const int Size = 1 << 16, Types = 400;
    /// <summary>Small, so that a few thousand bytes that stand for millions show.</summary>
    private static readonly TransferLimits Limits = new() { Bytes = 64 << 10, Elements = 2_000 };
    /// <summary>What objects cost for a byte and an element of the budget, and what a value without lists may cost.</summary>
    private const long MemoryPerByte = 40, MemoryPerElement = 400, BaseMemory = 1 << 20;
    private static readonly uint[] Interesting = [0, 1, 2, 7, 16, 255, 256, Size - 1, Size, Size + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, uint.MaxValue];

    private readonly Random _random;
    private readonly ValueGenerator _generator;
    private readonly ArrayMemory _bytes = new(Size);
    private readonly TransferMemory _memory, _copy;
    private readonly List<WitType> _types = [];

    public TransferFuzzer(int seed)
    {
        _random = new Random(seed);
        _generator = new ValueGenerator(_random) { Resources = true };
        _memory = new TransferMemory(_bytes, Limits, _ => false);
        var copy = new ArrayMemory(1 << 20);
        _copy = new TransferMemory(copy, new TransferLimits(), more =>
        {
            copy.Grow(more);
            return true;
        });
        for (var i = 0; i < Types; i++) _types.Add(_generator.NextType());
    }

    public Outcomes Outcomes { get; } = new();

    /// <summary>The most managed memory that reading one value allocated, in bytes.</summary>
    public long MostMemory { get; private set; }

    public void Run(long count)
    {
        for (long i = 0; i < count; i++)
        {
            try
            {
                Try(_types[_random.Next(_types.Count)]);
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"value {i}: {exception}");
            }
        }
    }

    private void Try(WitType type)
    {
        var resources = new ComponentResources(null!);
        for (var i = 0; i < 4; i++) resources.Add(new object());
        var address = Prepare(type, resources);
        var before = (byte[])_bytes.Bytes.Clone();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        WitValue value;
        _memory.Begin();
        try
        {
            value = new ValueReader(_memory, resources).Read(type, address);
        }
        catch (ProtocolViolationException violation)
        {
            Measure(allocated);
            Outcomes.Refused("value", violation);
            return;
        }
        finally
        {
            if (!before.AsSpan().SequenceEqual(_bytes.Bytes)) Outcomes.Fail($"reading a value of {type} changed the memory");
        }
        Measure(allocated);
        Outcomes.Count("value: read");
        ValueCheck.Check(type, value, "what was read");
        _copy.Begin();
        var again = _copy.AllocateZeroed((int)type.Layout.Size, type.Layout.Alignment);
        new ValueWriter(_copy, resources).Write(type, again, value);
        if (!value.Equals(new ValueReader(_copy, resources).Read(type, again))) Outcomes.Fail($"a value of {type} is another when it is written and read again: {value}");
    }

    /// <summary>Puts something there, and says where the value is.</summary>
    private int Prepare(WitType type, ComponentResources resources)
    {
        _memory.Begin();
        if (_random.Next(8) == 0)
        {
            _generator.Fill(_bytes.Bytes);
            return _random.Next(4) == 0 ? _random.Next() : _random.Next(Size / 8) * 8;
        }
        var address = _memory.AllocateZeroed((int)type.Layout.Size, type.Layout.Alignment);
        try
        {
            new ValueWriter(_memory, resources).Write(type, address, _generator.NextValue(type));
        }
        catch (TransferMemoryFullException)
        {
            // A part of a value is as good.
        }
        var end = Math.Min(Size, address + (int)type.Layout.Size + 64);
        for (var n = _random.Next(6); n > 0; n--)
        {
            var at = _random.Next(address, end - 3) & (_random.Next(3) == 0 ? -1 : -4);
            if (_random.Next(3) == 0) _bytes.Bytes[at] = (byte)_random.Next(256);
            else BitConverter.TryWriteBytes(_bytes.Bytes.AsSpan(at), Interesting[_random.Next(Interesting.Length)]);
        }
        return address;
    }

    private void Measure(long before)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostMemory = Math.Max(MostMemory, allocated);
        if (allocated > BaseMemory + Limits.Bytes * MemoryPerByte + Limits.Elements * MemoryPerElement) Outcomes.Fail($"{allocated:#,0} bytes of memory for one value");
    }
}
