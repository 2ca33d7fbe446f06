using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microlight.Abi;

namespace Microlight.Tests;

/// <summary>The guest library for C (guest/c), with Guests/types.c; skipped where there was no compiler at build time.</summary>
public class CGuestTests
{
    [SkippableFact]
    public void All_types_reach_the_host_through_the_guest()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var result = new GuestValue[1];
        sandbox.Invoke(image.GetFunction("All"), [(sbyte)-5, (byte)250, (short)-300, (ushort)65000, -1, 2u, -3L, 4UL, 5.5f, 6.25, true, "eight", new byte[] { 9 }, GuestValue.FromBits(GuestType.Reference, 10)], result);
        Assert.Equal("-5 250 -300 65000 -1 2 -3 4 5.5 6.25 true eight 09 10", result[0].AsString());
    }

    [SkippableFact]
    public void Several_results()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var results = new GuestValue[14];
        sandbox.Invoke(image.GetFunction("Several"), [], results);
        Assert.Equal([(sbyte)-1, (byte)255, (short)-2, (ushort)65535, -1, 2u, -3L, 4UL, 5.5f, 6.25, true, "seven", new byte[] { 1, 2, 3 }, GuestValue.FromBits(GuestType.Reference, 99)], results);
    }

    [SkippableFact]
    public void A_struct_crosses_as_its_bytes()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var moved = MemoryMarshal.Read<Point>(sandbox.Call<byte[]>("Move", Bytes(new Point(1.5, -2, 7)), 10.0));
        Assert.Equal(new Point(-2 + 10, 1.5, 7), moved);
    }

    [SkippableFact]
    public void A_struct_of_another_size_is_a_panic()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(Panicked, Assert.Throws<GuestTrapException>(() => sandbox.Call<byte[]>("Move", new byte[23], 1.0)).Trap.AbortCode);
    }

    [SkippableTheory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(16_000, 16_000)] // all four side by side
    public void Views_reach_the_host_in_any_order(int left, int right)
    {
        using var image = Image();
        using var sandbox = Create(image);
        var (first, second) = (Enumerable.Repeat((byte)1, left).ToArray(), Enumerable.Repeat((byte)2, right).ToArray());
        Assert.Equal([.. second, .. first], sandbox.Call<byte[]>("Swap", first, second));
    }

    [SkippableFact]
    public void Views_that_do_not_fit_beside_each_other_are_refused_not_mixed_up()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(Panicked, Assert.Throws<GuestTrapException>(() => sandbox.Call<byte[]>("Swap", new byte[30_000], new byte[30_000])).Trap.AbortCode);
    }

    [SkippableFact]
    public void A_result_may_fill_the_buffer()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(Enumerable.Repeat((byte)0x7a, 64 << 10), sandbox.Call<byte[]>("Fill", 64u << 10));
        Assert.Equal(Panicked, Assert.Throws<GuestTrapException>(() => sandbox.Call<byte[]>("Fill", (64u << 10) + 1)).Trap.AbortCode);
    }

    [SkippableFact]
    public void Host_calls_in_a_row()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(3 << 10, sandbox.Call<int>("Power", 3, 10));
    }

    [SkippableFact]
    public void State_lives_between_calls_and_dies_with_a_restore()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(1u, sandbox.Call<ulong>("Count"));
        Assert.Equal(2u, sandbox.Call<ulong>("Count"));
        sandbox.Restore();
        Assert.Equal(1u, sandbox.Call<ulong>("Count"));
    }

    [SkippableFact]
    public void The_heap_grows_and_ends()
    {
        using var image = Image();
        using var sandbox = Create(image);
        foreach (var bytes in (ulong[])[0, 1, 1 << 20, 20 << 20]) Assert.Equal(bytes, sandbox.Call<ulong>("Allocate", bytes));
        Assert.True(sandbox.Memories[0].Size >= 20 << 20);
        Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<ulong>("Allocate", 2UL << 30));
    }

    [SkippableFact]
    public void Memory_of_a_call_is_free_after_it()
    {
        using var image = Image();
        using var sandbox = Create(image);
        sandbox.Call<ulong>("Allocate", 20UL << 20);
        var size = sandbox.Memories[0].Size;
        for (var i = 0; i < 20; i++) sandbox.Call<ulong>("Allocate", 20UL << 20);
        Assert.Equal(size, sandbox.Memories[0].Size);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Blocks_of_the_heap_do_not_overlap(uint seed)
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.InRange(sandbox.Call<uint>("Churn", seed, 20_000u), 1u, 20_000u);
        var size = sandbox.Memories[0].Size;
        for (var round = 0; round < 3; round++) sandbox.Call<uint>("Churn", seed, 20_000u);
        Assert.Equal(size, sandbox.Memories[0].Size); // what was freed is used again
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(100, 1)]
    [InlineData(1000, 9)]
    [InlineData(100, 200)]
    public void Memory_moves_within_itself(uint length, uint shift)
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.True(sandbox.Call<bool>("MovesOverlapping", length, shift));
    }

    [SkippableTheory]
    [InlineData("FreeTwice", "a block was freed twice")]
    [InlineData("ResizeFreed", "resized after it was freed")]
    [InlineData("Panic", "the guest panicked: ünïcode")]
    public void A_panic_has_its_reserved_code_and_its_text(string function, string text)
    {
        using var image = Image();
        using var sandbox = Create(image);
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call(function));
        Assert.Equal(Panicked, exception.Trap.AbortCode);
        Assert.Contains(text, exception.Message);
    }

    [SkippableFact]
    public void An_assertion_ends_the_call_where_it_fails()
    {
        using var image = Image();
        using var sandbox = Create(image);
        sandbox.Call("Assert", 42);
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call("Assert", 41));
        var trap = exception.Trap;
        Assert.Equal(Panicked, trap.AbortCode);
        Assert.Matches(@"types\.c:\d+: assertion 'value == 42' failed", exception.Message);
        Assert.EndsWith("Assert", trap.Function);
    }

    [SkippableFact]
    public void Log_lines_reach_the_host()
    {
        using var image = Image();
        using var sandbox = Create(image);
        s_log.Value!.Clear();
        sandbox.Call("Log", 3, "beware");
        Assert.Equal(["3 beware"], s_log.Value!);
    }

    [SkippableFact]
    public void The_generation_changes_with_a_restore()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var first = sandbox.Call<ulong>("Generation");
        Assert.Equal(first, sandbox.Call<ulong>("Generation"));
        sandbox.Restore();
        Assert.NotEqual(first, sandbox.Call<ulong>("Generation"));
    }

    [SkippableFact]
    public void An_argument_read_as_another_type_aborts()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(Panicked, Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("WrongArgument", 1)).Trap.AbortCode);
    }

    [SkippableFact]
    public void Abort_names_its_caller()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("Abort", 99u)).Trap;
        Assert.Equal((GuestTrapCause.Abort, 99u), (trap.Cause, trap.AbortCode));
    }

    [Fact]
    public void The_guest_library_repeats_the_host_layout()
    {
        var header = Read("microlight_abi.h");
        Assert.Contains($"#define ML_ABI_VERSION {MailboxLayout.AbiVersion}\n", header);
        Assert.Contains($"#define ML_MAILBOX 0x{GuestLayout.Mailbox:x}ull\n", header);
        Assert.Contains($"#define ML_MAXIMUM_SLOTS {GuestSignature.MaximumSlots}\n", header);
        Assert.Contains($"#define ML_PORT_HOST_CALL 0x{Ports.HostCall:x}\n", header);
        Assert.Contains($"#define ML_PORT_MEMORY_GROW 0x{Ports.MemoryGrow:x}\n", header);
        Assert.Contains($"#define ML_PORT_ABORT 0x{Ports.Abort:x}\n", header);
        // Names of the enumeration in the order of their numbers, which have no gaps.
        var types = Regex.Match(header, @"typedef enum \{(.*?)\} ml_type;", RegexOptions.Singleline).Groups[1].Value
            .Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var type in Enum.GetValues<GuestType>()) Assert.Equal("ML_" + type.ToString().ToUpperInvariant(), types[(int)type]);
        // The compiler asserts these offsets; here that they are the host's.
        Assert.Contains($"call_slots) == 0x{MailboxLayout.CallSlots:x},", header);
        Assert.Contains($"host_call_slots) == 0x{MailboxLayout.HostCallSlots:x},", header);
        Assert.Contains($"grow_result) == 0x{MailboxLayout.GrowResult:x},", header);
        Assert.Contains($"call_upper_halves) == 0x{MailboxLayout.CallUpperHalves:x},", header);
        Assert.Contains($"host_call_upper_halves) == 0x{MailboxLayout.HostCallUpperHalves:x},", header);
        Assert.Contains($"buffer) == 0x{MailboxLayout.Buffer:x},", header);
        Assert.Contains($". = 0x{GuestLayout.ImageBase:x} ", Read("../microlight.ld"));

        static string Read(string name) => File.ReadAllText(Path.Combine(RepositoryRoot(), "guest", "c", name));
    }

    /// <summary>What the sandbox of the running test logged; its own HostLog takes the default's place.</summary>
    private static readonly ThreadLocal<List<string>> s_log = new(() => []);

    private const uint Panicked = 0xffff_ff02;

    [StructLayout(LayoutKind.Sequential)]
    private record struct Point(double X, double Y, int Id);

    private static byte[] Bytes(Point point) => MemoryMarshal.AsBytes(new ReadOnlySpan<Point>(in point)).ToArray();

    private static GuestImage Image()
    {
        Kvm.Require();
        var path = Path.Combine(AppContext.BaseDirectory, "types.elf");
        Skip.IfNot(File.Exists(path), "gcc was not there when the tests were built.");
        return GuestImage.Load(path);
    }

    private static Sandbox Create(GuestImage image) => Sandbox.Create(image, new SandboxOptions
    {
        HostFunctions = new HostFunctions()
            .Add("Twice", (int value) => value * 2)
            .Add("Describe", GuestSignature.TryParse("cChHiuIUfdbsyr>s")!, (_, arguments, results) =>
                results[0] = string.Join(' ', arguments.ToArray().Select(argument => argument.ToString())))
            .Add("HostLog", (int level, string message) => s_log.Value!.Add($"{level} {message}"))
            .Add("Mirror", (byte[] point) => MemoryMarshal.Read<Point>(point) is var p ? Bytes(new Point(p.Y, p.X, p.Id)) : [])
            .Add("Join", (byte[] left, byte[] right) => (byte[])[.. left, .. right]),
    });

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Microlight.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests are not inside the repository.");
        return folder.FullName;
    }
}
