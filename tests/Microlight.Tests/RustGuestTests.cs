using System.Runtime.InteropServices;

namespace Microlight.Tests;

/// <summary>The guest crate for Rust (guest/rust), with Guests/rust; skipped where there was no cargo at build time.</summary>
public class RustGuestTests
{
    private const uint Panicked = 0xffff_ff02;

    [SkippableFact]
    public void All_types_reach_the_host_through_the_guest()
    {
        using var guest = new Guest();
        var result = new GuestValue[1];
        guest.Sandbox.Invoke(guest.Image.GetFunction("All"), [(sbyte)-5, (byte)250, (short)-300, (ushort)65000, -1, 2u, -3L, 4UL, 5.5f, 6.25, true, "eight", new byte[] { 9 }, GuestValue.FromBits(GuestType.Reference, 10)], result);
        Assert.Equal("-5 250 -300 65000 -1 2 -3 4 5.5 6.25 true eight 09 10", result[0].AsString());
    }

    [SkippableFact]
    public void Several_results_both_ways()
    {
        using var guest = new Guest();
        var results = new GuestValue[4];
        guest.Sandbox.Invoke(guest.Image.GetFunction("Several"), [], results);
        Assert.Equal([-1, "two", 3.5, new byte[] { 4, 4 }], results);
        guest.Sandbox.Invoke(guest.Image.GetFunction("OnHost"), [17u, 5u], results.AsSpan(0, 2));
        Assert.Equal([3u, 2u], results[..2]);
    }

    [SkippableFact]
    public void Host_calls_in_a_row()
    {
        using var guest = new Guest();
        Assert.Equal(3 << 10, guest.Sandbox.Call<int>("Power", 3, 10));
        Assert.Equal("olleh"u8.ToArray(), guest.Sandbox.Call<byte[]>("CallOther", "hello"));
    }

    [SkippableFact]
    public void A_struct_crosses_as_its_bytes()
    {
        using var guest = new Guest();
        var moved = MemoryMarshal.Read<Point>(guest.Sandbox.Call<byte[]>("Move", Bytes(new Point(1.5, -2, 7)), 10.0));
        Assert.Equal(new Point(-2 + 10, 1.5, 7), moved);
        AssertPanic(guest, "a struct of 24 bytes arrived as 23", () => guest.Sandbox.Call<byte[]>("Move", new byte[23], 1.0));
    }

    [SkippableFact]
    public void A_view_is_read_in_place_and_not_after_a_host_call()
    {
        using var guest = new Guest();
        Assert.Equal(6u, guest.Sandbox.Call<ulong>("Sum", new byte[] { 1, 2, 3 }));
        AssertPanic(guest, "a view of the mailbox was used after a host call", () => guest.Sandbox.Call<ulong>("StaleView", new byte[] { 1 }));
    }

    [SkippableFact]
    public void State_lives_between_calls_and_dies_with_a_restore()
    {
        using var guest = new Guest();
        Assert.Equal(1u, guest.Sandbox.Call<ulong>("Count"));
        Assert.Equal(2u, guest.Sandbox.Call<ulong>("Count"));
        var generation = guest.Sandbox.Call<ulong>("Generation");
        guest.Sandbox.Restore();
        Assert.Equal(1u, guest.Sandbox.Call<ulong>("Count"));
        Assert.NotEqual(generation, guest.Sandbox.Call<ulong>("Generation"));
    }

    [SkippableFact]
    public void The_heap_grows_is_used_again_and_ends()
    {
        using var guest = new Guest();
        Assert.InRange(guest.Sandbox.Call<ulong>("Churn", 20_000u), 1u, 256u);
        var size = guest.Sandbox.Memories[0].Size;
        for (var i = 0; i < 3; i++) guest.Sandbox.Call<ulong>("Churn", 20_000u);
        Assert.Equal(size, guest.Sandbox.Memories[0].Size);
        Assert.Equal(20u << 20, guest.Sandbox.Call<ulong>("Allocate", 20UL << 20));
        Assert.False(guest.Sandbox.Call<bool>("TryAllocate", 2UL << 30));
        Assert.True(guest.Sandbox.Call<bool>("TryAllocate", 1UL << 20));
        var exception = Assert.Throws<SandboxOutOfMemoryException>(() => guest.Sandbox.Call<ulong>("Allocate", 2UL << 30));
        Assert.Contains("memory allocation of 2147483648 bytes failed", exception.Message);
    }

    [SkippableTheory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(100, 1)]
    [InlineData(1001, 9)]
    [InlineData(100, 200)]
    public void Memory_moves_within_itself(uint length, uint shift)
    {
        using var guest = new Guest();
        Assert.True(guest.Sandbox.Call<bool>("MovesOverlapping", length, shift));
    }

    [SkippableFact]
    public void A_panic_has_its_text()
    {
        using var guest = new Guest();
        AssertPanic(guest, "the value is 42: ünïcode (src/main.rs:", () => guest.Sandbox.Call("Panic", 42));
        AssertPanic(guest, "index out of bounds: the len is 3 but the index is 7", () => guest.Sandbox.Call<uint>("OutOfBounds", 7u));
        AssertPanic(guest, new string('é', 2048), () => guest.Sandbox.Call("LongPanic"));
        Assert.Equal(99u, Assert.Throws<GuestTrapException>(() => guest.Sandbox.Call("Abort", 99u)).Trap.AbortCode);
    }

    [SkippableFact]
    public void Log_lines_reach_the_host()
    {
        using var guest = new Guest();
        guest.Sandbox.Call("Log", 3, "beware");
        Assert.Equal(["3 beware"], guest.Log);
    }

    private static void AssertPanic(Guest guest, string message, Action call)
    {
        var exception = Assert.Throws<GuestTrapException>(call);
        Assert.Equal(Panicked, exception.Trap.AbortCode);
        Assert.Contains(message, exception.Message);
        // The guest function that the host called is the outermost frame, under its own name.
        Assert.Contains(exception.Trap.Backtrace[^1].Function, guest.Image.Functions.Select(function => function.Name));
        guest.Sandbox.Restore();
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Point(double X, double Y, long Id);

    private static byte[] Bytes(Point point) => MemoryMarshal.AsBytes(new ReadOnlySpan<Point>(in point)).ToArray();

    private sealed class Guest : IDisposable
    {
        public Guest()
        {
            Kvm.Require();
            var path = Path.Combine(AppContext.BaseDirectory, "rust-types.elf");
            Skip.IfNot(File.Exists(path), "cargo was not there when the tests were built.");
            Image = GuestImage.Load(path);
            Sandbox = Sandbox.Create(Image, new SandboxOptions
            {
                HostFunctions = new HostFunctions()
                    .Add("Twice", (int value) => value * 2)
                    .Add("Nothing", () => { })
                    .Add("HostLog", (int level, string message) => Log.Add($"{level} {message}"))
                    .Add("Mirror", (byte[] point) => MemoryMarshal.Read<Point>(point) is var p ? Bytes(new Point(p.Y, p.X, p.Id)) : [])
                    .Add(("other", "Other"), GuestSignature.TryParse("s>y")!, (_, arguments, results) =>
                        results[0] = arguments[0].AsString().Reverse().Select(c => (byte)c).ToArray())
                    .Add("DivideOnHost", GuestSignature.TryParse("uu>uu")!, (_, arguments, results) =>
                        (results[0], results[1]) = (arguments[0].AsUInt32() / arguments[1].AsUInt32(), arguments[0].AsUInt32() % arguments[1].AsUInt32()))
                    .Add("Describe", GuestSignature.TryParse("cChHiuIUfdbsyr>s")!, (_, arguments, results) =>
                        results[0] = string.Join(' ', arguments.ToArray().Select(argument => argument.ToString()))),
            });
        }

        public GuestImage Image { get; }
        public Sandbox Sandbox { get; }
        public List<string> Log { get; } = [];

        public void Dispose()
        {
            Sandbox.Dispose();
            Image.Dispose();
        }
    }
}
