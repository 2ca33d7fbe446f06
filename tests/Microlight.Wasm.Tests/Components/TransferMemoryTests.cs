using System.Buffers.Binary;
using System.Text;
using Microlight.Tests;
using Microlight.Wasm.Components;

namespace Microlight.Wasm.Tests.Components;

/// <summary>The transfer memory over a plain array: what is written can be read, and nothing that a guest wrote is believed.</summary>
public sealed class TransferMemoryTests
{
    /// <summary>In what the constructor sets aside for the tests.</summary>
    private const int At = 32, FirstFree = 128;

    private readonly ArrayMemory _bytes = new(64 << 10);
    private readonly TransferMemory _memory;

    public TransferMemoryTests() => _memory = Open(new TransferLimits());

    [Fact]
    public void Numbers_lie_little_endian_where_they_are_put()
    {
        _memory.Set(At, (short)-2);
        _memory.Set(At + 8, 0x0123456789abcdefUL);
        _memory.Set(At + 16, 1.5f);
        Assert.Equal([0xfe, 0xff], _bytes.Bytes[At..(At + 2)]);
        Assert.Equal([0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01], _bytes.Bytes[(At + 8)..(At + 16)]);
        Assert.Equal(-2, _memory.Get<short>(At));
        Assert.Equal(0x0123456789abcdefUL, _memory.Get<ulong>(At + 8));
        Assert.Equal(1.5f, _memory.Get<float>(At + 16));
    }

    [Fact]
    public void Nan_bits_are_kept()
    {
        Write(At, 0x7fa12345u);
        Assert.Equal(0x7fa12345u, BitConverter.SingleToUInt32Bits(_memory.Get<float>(At)));
    }

    [Fact]
    public void Any_byte_but_0_is_true()
    {
        _bytes.Bytes[At] = 2;
        Assert.True(_memory.GetBoolean(At));
        _memory.SetBoolean(At, true);
        Assert.Equal(1, _bytes.Bytes[At]);
        _memory.SetBoolean(At, false);
        Assert.False(_memory.GetBoolean(At));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\0 ä 漢 🙂 \uFEFF")]
    public void Strings_are_utf8_behind_pointer_and_length(string text)
    {
        _memory.SetString(At, text);
        var (pointer, length) = Pair();
        Assert.Equal(Encoding.UTF8.GetBytes(text), _bytes.Bytes.AsSpan(pointer, length).ToArray());
        Assert.Equal(text, _memory.GetString(At));
    }

    [Fact]
    public void A_string_with_half_a_surrogate_pair_is_refused_at_once() => Assert.Throws<ArgumentException>(() => _memory.SetString(At, "a\ud800"));

    [Theory]
    [InlineData(0xc0, 0x80)]
    [InlineData(0xed, 0xa0, 0x80)]
    [InlineData(0xf4, 0x90, 0x80, 0x80)]
    [InlineData(0x80)]
    [InlineData(0xe2, 0x82)]
    public void Text_that_is_not_utf8_is_a_violation(params int[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++) _bytes.Bytes[1000 + i] = (byte)bytes[i];
        Write(At, 1000u);
        Write(At + 4, (uint)bytes.Length);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetString(At));
    }

    [Theory]
    [InlineData(0xd800u)]
    [InlineData(0xdfffu)]
    [InlineData(0x110000u)]
    [InlineData(uint.MaxValue)]
    public void What_is_no_scalar_value_is_no_character(uint value)
    {
        Write(At, value);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetCharacter(At));
    }

    [Fact]
    public void Characters()
    {
        _memory.SetCharacter(At, new Rune(0x10ffff));
        Assert.Equal(new Rune(0x10ffff), _memory.GetCharacter(At));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(65536, 2)]
    [InlineData(65537, 4)]
    public void Cases_have_as_many_bytes_as_their_number_needs(int cases, int bytes)
    {
        Write(At, uint.MaxValue);
        _memory.SetCase(At, cases, cases - 1);
        Assert.Equal(cases - 1, _memory.GetCase(At, cases));
        Assert.Equal(bytes == 4 ? (byte)((cases - 1) >> 24) : 0xff, _bytes.Bytes[At + 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.SetCase(At, cases, cases));
        Write(At, uint.MaxValue);
        if (cases is not (256 or 65536)) Assert.Throws<ProtocolViolationException>(() => _memory.GetCase(At, cases));
    }

    [Theory]
    [InlineData(1, 0x1u)]
    [InlineData(8, 0xffu)]
    [InlineData(9, 0x1ffu)]
    [InlineData(17, 0x1ffffu)]
    [InlineData(32, uint.MaxValue)]
    public void Bits_without_a_flag_are_ignored(int count, uint all)
    {
        Write(At, uint.MaxValue);
        Assert.Equal(all, _memory.GetFlags(At, count));
        _memory.SetFlags(At, count, all);
        Assert.Equal(all, _memory.GetFlags(At, count));
        if (count < 32) Assert.Throws<ArgumentOutOfRangeException>(() => _memory.SetFlags(At, count, all + 1));
    }

    [Fact]
    public void Lists_of_numbers_are_copied_whole_and_aligned()
    {
        _memory.Allocate(1, 1);
        _memory.SetNumbers<double>(At, [1, double.NaN, -0.0]);
        Assert.Equal(0, Pair().Pointer % 8);
        Assert.Equal([1, double.NaN, -0.0], _memory.GetNumbers<double>(At));
        _memory.SetBytes(At, [1, 2, 3]);
        Assert.Equal([1, 2, 3], _memory.GetBytes(At));
        Assert.Equal([1, 2, 3], _memory.ViewBytes(At).ToArray());
        _memory.SetNumbers<int>(At, []);
        Assert.Empty(_memory.GetNumbers<int>(At));
    }

    [Fact]
    public void Elements_of_a_list_lie_one_behind_the_other()
    {
        var first = _memory.SetList(At, 3, elementSize: 16, alignment: 8);
        Assert.Equal(first, _memory.GetList(At, 16, 8, out var count));
        Assert.Equal((3, 0), (count, first % 8));
        Assert.True(_memory.Allocate(1, 1) >= first + 48);
    }

    [Theory]
    [InlineData(0u, 65537u)]
    [InlineData(65536u, 1u)]
    [InlineData(uint.MaxValue, 1u)]
    [InlineData(1u, uint.MaxValue)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(0x8000_0000u, 0x8000_0000u)]
    [InlineData(65529u, 8u)]
    public void What_lies_outside_is_a_violation(uint pointer, uint length)
    {
        Write(At, pointer);
        Write(At + 4, length);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetString(At));
        Assert.Throws<ProtocolViolationException>(() => _memory.GetBytes(At));
        Assert.Throws<ProtocolViolationException>(() => _memory.ViewBytes(At).Length);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetNumbers<ulong>(At));
        Assert.Throws<ProtocolViolationException>(() => _memory.GetList(At, 24, 8, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(uint.MaxValue)]
    public void What_is_empty_may_be_anywhere(uint pointer)
    {
        Write(At, pointer);
        Write(At + 4, 0u);
        Assert.Equal("", _memory.GetString(At));
        Assert.Empty(_memory.GetNumbers<ulong>(At));
        _memory.GetList(At, 8, 8, out var count);
        Assert.Equal(0, count);
    }

    [Fact]
    public void Bytes_are_read_into_memory_that_is_there()
    {
        _memory.SetBytes(At, [1, 2, 3]);
        var bytes = new byte[4];
        Assert.Equal(3, _memory.GetBytes(At, bytes));
        Assert.Equal([1, 2, 3, 0], bytes);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetBytes(At, new byte[2]));
    }

    [Fact]
    public void A_list_at_a_wrong_multiple_is_a_violation()
    {
        Write(At, 1001u);
        Write(At + 4, 1u);
        Assert.Throws<ProtocolViolationException>(() => _memory.GetNumbers<ushort>(At));
        Assert.Throws<ProtocolViolationException>(() => _memory.GetList(At, 4, 4, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData((64 << 10) - 3)]
    public void Addresses_outside_are_refused_both_ways(int address)
    {
        Assert.Throws<ProtocolViolationException>(() => _memory.Get<int>(address));
        Assert.Throws<ProtocolViolationException>(() => _memory.GetString(address));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Set(address, 1));
    }

    [Fact]
    public void Lists_over_each_other_count_each_time()
    {
        var memory = Open(new TransferLimits { Bytes = 3 * 1000 });
        Write(At, 1024u);
        Write(At + 4, 1000u);
        for (var i = 0; i < 3; i++) Assert.Equal(1000, memory.GetBytes(At).Length);
        Assert.Contains("3,000 bytes", Assert.Throws<ProtocolViolationException>(() => memory.GetBytes(At)).Message);
        memory.Publish();
        memory.Resume();
        Assert.Equal(1000, memory.GetString(At).Length);
    }

    [Fact]
    public void Elements_have_a_budget()
    {
        var memory = Open(new TransferLimits { Elements = 10 });
        Write(At, 1024u);
        Write(At + 4, 6u);
        memory.GetList(At, 1, 1, out _);
        Assert.Throws<ProtocolViolationException>(() => memory.GetList(At, 1, 1, out _));
    }

    [Fact]
    public void The_memory_grows_for_what_the_host_writes()
    {
        var text = new string('x', 100_000);
        _memory.SetString(At, text);
        Assert.Equal(128 << 10, _memory.Size);
        Assert.Equal(_memory.Size, BinaryPrimitives.ReadInt32LittleEndian(_bytes.Bytes.AsSpan(4)));
        Assert.Equal(text, _memory.GetString(At));
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        var memory = new TransferMemory(_bytes, new TransferLimits(), _ => false);
        memory.Begin();
        var full = Assert.Throws<TransferMemoryFullException>(() => memory.SetBytes(At, 64 << 10));
        Assert.Equal((64 << 10, (64 << 10) - 16), (full.Wanted, full.Free));
        Assert.Throws<TransferMemoryFullException>(() => memory.SetList(At, int.MaxValue, 8, 8));
        Assert.Equal(16, memory.Allocate((64 << 10) - 16, 8));
        Assert.Equal(64 << 10, memory.Allocate(0, 1));
        Assert.Throws<TransferMemoryFullException>(() => memory.Allocate(1, 1));
    }

    [Fact]
    public void It_grows_by_what_is_needed_where_it_cannot_double()
    {
        var memory = new TransferMemory(_bytes, new TransferLimits(), Grow);
        memory.Begin();
        memory.Allocate(150_000, 1);
        Assert.Equal(192 << 10, memory.Size);
        memory.Allocate(60_000, 1);
        Assert.Equal(256 << 10, memory.Size);

        bool Grow(long bytes)
        {
            if (bytes + (long)_bytes.Size > 256 << 10) return false;
            _bytes.Grow(bytes);
            return true;
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData((64u << 10) + 1)]
    [InlineData(uint.MaxValue)]
    public void Where_the_guest_says_allocation_goes_on_is_checked(uint free)
    {
        Write(0, free);
        Assert.Throws<ProtocolViolationException>(_memory.Resume);
    }

    [Fact]
    public void Allocation_goes_on_where_the_other_side_stopped()
    {
        _memory.Allocate(100, 4);
        _memory.Publish();
        Assert.Equal(FirstFree + 100u, BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Bytes));
        Write(0, 2001u);
        _memory.Resume();
        Assert.Equal(2004, _memory.Allocate(4, 4));
    }

    [Fact]
    public void After_the_call_nothing_is_read_or_written()
    {
        _memory.End();
        Assert.Throws<InvalidOperationException>(() => _memory.Get<int>(At));
        Assert.Throws<InvalidOperationException>(() => _memory.Set(At, 1));
        Assert.Throws<InvalidOperationException>(() => _memory.Allocate(1, 1));
    }

    private TransferMemory Open(TransferLimits limits)
    {
        var memory = new TransferMemory(_bytes, limits, bytes =>
        {
            _bytes.Grow(bytes);
            return true;
        });
        memory.Begin();
        memory.Allocate(FirstFree - TransferMemory.Header, 1);
        return memory;
    }

    private (int Pointer, int Length) Pair() =>
        (BinaryPrimitives.ReadInt32LittleEndian(_bytes.Bytes.AsSpan(At)), BinaryPrimitives.ReadInt32LittleEndian(_bytes.Bytes.AsSpan(At + 4)));

    private void Write(int address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.Bytes.AsSpan(address), value);
}
