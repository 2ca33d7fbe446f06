using System.Text;
using Microlight.Abi;
using Microlight.Tests.Guests;

namespace Microlight.Tests;

/// <summary>Guest images: what is read, what is refused and how, and that no mutated file does more than be refused.</summary>
public class ImageTests
{
    private static readonly byte[] s_abi = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Tables_symbols_and_sections_are_read()
    {
        using var image = Sample().Build("sample");
        Assert.Equal(["first", "second"], image.Functions.Select(function => function.Name));
        Assert.Equal("is>b", image.Functions[1].Signature.ToString());
        Assert.Equal(new HostImport("env", "log", GuestSignature.TryParse("s>")!), image.Imports[0]);
        Assert.Equal(16, image.GetSection(".microlight.abi").Length);
        Assert.Equal(0, image.GetSection(".nothing").Length);
        Assert.Equal("second", image.FindSymbol(image.Functions[1].Address));
        Assert.Null(image.FindSymbol(0));
        Assert.Null(image.FindSymbol(ulong.MaxValue));
    }

    [Fact]
    public void Not_an_elf_file() => Refused([1, 2, 3], "it is not an ELF file");

    [Fact]
    public void Without_abi_section() => Refused(new ElfWriter().ToArray(), "no section .microlight.abi");

    [Fact]
    public void Of_another_abi_version() => Refused(new ElfWriter().Section(".microlight.abi", [2, .. s_abi[1..]]).ToArray(), "ABI version 2");

    [Fact]
    public void Segment_outside_the_layout() => Refused(
        new ElfWriter().Segment(0x400000, [1], ElfWriter.Read).Section(".microlight.abi", s_abi).ToArray(), "segment at 0x400000");

    [Fact]
    public void Segment_over_the_monitor() => Refused(
        new ElfWriter().Segment(GuestLayout.Monitor, [1], ElfWriter.Read).Section(".microlight.abi", s_abi).ToArray(), "neither in");

    [Fact]
    public void Segment_writable_and_executable() => Refused(
        new ElfWriter().Segment(GuestLayout.ImageBase, [1], ElfWriter.Write | ElfWriter.Execute).Section(".microlight.abi", s_abi).ToArray(), "writable and executable");

    [Fact]
    public void Segments_that_overlap() => Refused(
        new ElfWriter().Segment(GuestLayout.ImageBase, new byte[100], 4).Segment(GuestLayout.ImageBase + 50, new byte[100], 4).Section(".microlight.abi", s_abi).ToArray(), "overlap");

    [Fact]
    public void Segments_that_share_a_page() => Refused(
        new ElfWriter().Segment(GuestLayout.ImageBase, new byte[100], 4).Segment(GuestLayout.ImageBase + 500, new byte[100], 4).Section(".microlight.abi", s_abi).ToArray(), "share a page");

    [Fact]
    public void Segment_that_wraps() => Refused(
        new ElfWriter().Segment(ulong.MaxValue - 10, new byte[100], 4).Section(".microlight.abi", s_abi).ToArray(), "wraps");

    [Fact]
    public void Segment_too_large_for_any_host() => Refused(
        new ElfWriter().Segment(GuestLayout.ImageBase, [], 4, ulong.MaxValue / 2).Section(".microlight.abi", s_abi).ToArray(), "neither in");

    [Theory]
    [InlineData(0x1000, 0, 0, "not a multiple of 2 MiB")]
    [InlineData(0, 100, 4096, "not multiples of 4096")]
    [InlineData(0, 8192, 4096, "more than its maximum")]
    [InlineData(0, 0, 0xffff_ffff_ffff_f000, "system area")]
    [InlineData(0x7e00_0000_0000, 0, 0, "system area")]
    [InlineData(0xffff_ffff_ffe0_0000, 0x20_0000, 0x20_0000, "system area")]
    public void Bad_memory_region(ulong address, ulong initial, ulong maximum, string message) =>
        Refused(new GuestBuilder().Memory(address, initial, maximum).ToArray(), message);

    [Fact]
    public void Overlapping_memory_regions() => Refused(
        new GuestBuilder().Memory(0, 0, 4096).Memory(0x20_0000, 0, 4096).Memory(0, 0, 0x20_1000).ToArray(), "overlap");

    [Fact]
    public void Function_outside_code()
    {
        var file = Sample().ToArray();
        Replace(file, GuestBuilder.CodeAddress, GuestBuilder.DataAddress);
        Refused(file, "not");
    }

    [Fact]
    public void Function_declared_twice() => Refused(new GuestBuilder().Function("f", _ => { }).Function("f", _ => { }).ToArray(), "the function 'f' twice");

    [Fact]
    public void Signature_that_is_none() => Refused(new GuestBuilder().Function("f", "ix>", _ => { }).ToArray(), "signature \"ix>\"");

    [Fact]
    public void Long_names_that_share_their_bytes_take_no_more_memory_than_the_file_allows()
    {
        // Sections and symbols: each name is the rest of one long one.
        const int names = 2_000, bytes = 1 << 20;
        var symbols = new byte[24 * names];
        for (var i = 0; i < names; i++)
        {
            BitConverter.TryWriteBytes(symbols.AsSpan(24 * i), i);
            symbols[24 * i + 4] = 0x12;
            BitConverter.TryWriteBytes(symbols.AsSpan(24 * i + 8), GuestBuilder.CodeAddress + (ulong)i);
        }
        var text = new string('x', bytes);
        var writer = new ElfWriter().Segment(GuestBuilder.CodeAddress, new byte[names], ElfWriter.Read | ElfWriter.Execute).Section(".microlight.abi", s_abi)
            .Section(".symtab", symbols, 2, 3).Section(".strtab", Encoding.ASCII.GetBytes(text + "\0"), 3);
        using var image = GuestImage.FromBytes(writer.ToArray(), "long");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < names; i++) Assert.StartsWith("xxx", image.FindSymbol(GuestBuilder.CodeAddress + (ulong)i));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);

        for (var i = 0; i < names; i++) writer.Section("", []);
        var file = writer.Section(text, []).ToArray();
        // Unnamed ones get the long name.
        var headers = (int)BitConverter.ToUInt64(file, 40);
        var last = BitConverter.ToUInt32(file, headers + 64 * (4 + names));
        for (var i = 4; i < 4 + names; i++) BitConverter.TryWriteBytes(file.AsSpan(headers + 64 * i), last);
        before = GC.GetAllocatedBytesForCurrentThread();
        using var second = GuestImage.FromBytes(file, "long");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Functions_whose_names_share_their_bytes_are_refused_before_they_fill_the_memory()
    {
        const int names = 2_000;
        var tables = Encoding.ASCII.GetBytes(new string('x', 1 << 19) + "\0>\0");
        var functions = new byte[24 * names];
        for (var i = 0; i < names; i++)
        {
            BitConverter.TryWriteBytes(functions.AsSpan(24 * i), GuestBuilder.TablesAddress + (ulong)i);
            BitConverter.TryWriteBytes(functions.AsSpan(24 * i + 8), GuestBuilder.CodeAddress);
            BitConverter.TryWriteBytes(functions.AsSpan(24 * i + 16), GuestBuilder.TablesAddress + (ulong)tables.Length - 2);
        }
        var file = new ElfWriter().Segment(GuestBuilder.CodeAddress, new byte[1], ElfWriter.Read | ElfWriter.Execute).Segment(GuestBuilder.TablesAddress, tables, ElfWriter.Read)
            .Section(".microlight.abi", s_abi).Section(".microlight.functions", functions).ToArray();
        Refused(file, "its names have more than");
    }

    [Fact]
    public void Every_truncation_is_refused_or_read()
    {
        var file = Sample().ToArray();
        for (var length = 0; length < file.Length; length++) ReadOrRefuse(file[..length]);
    }

    [Fact]
    public void Mutated_images_are_refused_or_read()
    {
        var original = Sample().ToArray();
        // Where structure is; the padding and code between matter less.
        int[] places = Enumerable.Range(0, original.Length).Where(i => i < 400 || i > original.Length - 1200).ToArray();
        byte[] interesting = [0, 1, 0x7f, 0x80, 0xff];
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var file = (byte[])original.Clone();
            for (var n = random.Next(1, 5); n > 0; n--)
                file[places[random.Next(places.Length)]] = random.Next(2) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            ReadOrRefuse(file);
        }
    }

    [SkippableFact]
    public void Mutated_images_that_are_read_run_or_fail_with_a_typed_error()
    {
        Kvm.Require();
        var original = new GuestBuilder().Memory(0, 4096, 1 << 30).Content(16, [1, 2]).Function("f", a => a.nop()).Function("g", "s>s", a => a.ud2()).ToArray();
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var file = (byte[])original.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                using var image = GuestImage.FromBytes(file, "mutant");
                using var sandbox = Sandbox.Create(image, new SandboxOptions { CallTimeout = TimeSpan.FromMilliseconds(50) });
                sandbox.Call("f");
            }
            catch (Exception exception) when (exception is SandboxException or ArgumentException)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static GuestBuilder Sample() => new GuestBuilder()
        .Import("log", "s>", "env")
        .Memory(0, 4096, 1 << 30)
        .Content(16, [1, 2, 3])
        .Function("first", _ => { })
        .Function("second", "is>b", a => a.ud2());

    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            using var image = GuestImage.FromBytes(file, "mutant");
            image.FindSymbol(GuestBuilder.CodeAddress);
            image.GetSection(".symtab");
        }
        catch (InvalidGuestImageException exception)
        {
            Assert.StartsWith("'mutant' is not a guest image: ", exception.Message);
            Assert.EndsWith(".", exception.Message);
        }
    }

    private static void Refused(byte[] file, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidGuestImageException>(() => GuestImage.FromBytes(file, "bad")).Message);

    private static void Replace(byte[] file, ulong old, ulong @new)
    {
        for (var i = 0; i + 8 <= file.Length; i++)
            if (BitConverter.ToUInt64(file, i) == old)
                BitConverter.TryWriteBytes(file.AsSpan(i), @new);
    }
}
