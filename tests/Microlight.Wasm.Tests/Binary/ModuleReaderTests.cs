using FsCheck;
using FsCheck.Fluent;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Binary;

/// <summary>Integers and names of the binary format (spec 5.2).</summary>
public sealed class ModuleReaderTests
{
    [Fact]
    public void Unsigned_integers_survive_encoding() =>
        Prop.ForAll<ulong>(n => Read(new ModuleWriter().U64(n), (ref ModuleReader r) => r.ReadU64()) == n).QuickCheckThrowOnFailure();

    [Fact]
    public void Signed_integers_survive_encoding() =>
        Prop.ForAll<long>(n => Read(new ModuleWriter().S64(n), (ref ModuleReader r) => r.ReadS64()) == n).QuickCheckThrowOnFailure();

    [Fact]
    public void Signed_32_bit_integers_survive_encoding() =>
        Prop.ForAll<int>(n => Read(new ModuleWriter().S64(n), (ref ModuleReader r) => r.ReadS32()) == n
            && Read(new ModuleWriter().S64(n), (ref ModuleReader r) => r.ReadS33()) == n).QuickCheckThrowOnFailure();

    [Fact]
    public void Unsigned_32_bit_integers_survive_encoding() =>
        Prop.ForAll<uint>(n => Read(new ModuleWriter().U32(n), (ref ModuleReader r) => r.ReadU32()) == n).QuickCheckThrowOnFailure();

    [Fact]
    public void What_does_not_fit_in_32_bits_is_malformed() => Prop.ForAll<ulong>(n =>
    {
        var bytes = new ModuleWriter().U64(n | 1UL << 32).ToArray();
        return Refuses(bytes, (ref ModuleReader r) => r.ReadU32());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x00 }, 0u)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f }, uint.MaxValue)]
    [InlineData(new byte[] { 0x83, 0x00 }, 3u)]
    public void Zero_padding_up_to_five_bytes_is_allowed(byte[] bytes, uint expected) =>
        Assert.Equal(expected, new ModuleReader(bytes, 0, bytes.Length).ReadU32());

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x1f })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { })]
    public void Overlong_too_large_and_cut_off_unsigned_integers_are_malformed(byte[] bytes) =>
        Assert.True(Refuses(bytes, (ref ModuleReader r) => r.ReadU32()));

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x78 }, int.MinValue)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x07 }, int.MaxValue)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x7f }, -1)]
    public void Signed_integers_reach_their_limits(byte[] bytes, int expected) =>
        Assert.Equal(expected, new ModuleReader(bytes, 0, bytes.Length).ReadS32());

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x70 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    public void Signed_integers_beyond_32_bits_are_malformed(byte[] bytes) =>
        Assert.True(Refuses(bytes, (ref ModuleReader r) => r.ReadS32()));

    [Fact]
    public void Names_survive_encoding() => Prop.ForAll<NonNull<string>>(text =>
    {
        // Strings with lone surrogates have no UTF-8.
        if (text.Get.EnumerateRunes().Any(r => r.Value == 0xfffd)) return true;
        var bytes = new ModuleWriter().Name(text.Get).ToArray();
        return new ModuleReader(bytes, 0, bytes.Length).ReadName() == text.Get;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public void Overlong_surrogate_too_high_and_cut_off_UTF8_is_malformed(byte[] bytes)
    {
        var name = new ModuleWriter().Sized(new ModuleWriter().Raw(bytes)).ToArray();
        Assert.True(Refuses(name, (ref ModuleReader r) => r.ReadName()));
    }

    private delegate T Reading<out T>(ref ModuleReader reader);

    private static T Read<T>(ModuleWriter writer, Reading<T> read)
    {
        var bytes = writer.ToArray();
        var reader = new ModuleReader(bytes, 0, bytes.Length);
        var value = read(ref reader);
        Assert.True(reader.AtEnd);
        return value;
    }

    private static bool Refuses<T>(byte[] bytes, Reading<T> read)
    {
        var reader = new ModuleReader(bytes, 0, bytes.Length);
        try
        {
            read(ref reader);
            return false;
        }
        catch (WasmMalformedException)
        {
            return true;
        }
    }
}
