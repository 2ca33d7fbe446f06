using System.Globalization;
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
        Assert.Equal("-1 2 -3 4 5.5 6.25 true eight 09", sandbox.Call<string>("All", -1, 2u, -3L, 4UL, 5.5f, 6.25, true, "eight", new byte[] { 9 }));
    }

    [SkippableFact]
    public void Several_results()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var results = new GuestValue[9];
        sandbox.Invoke(image.GetFunction("Several"), [], results);
        Assert.Equal([-1, 2u, -3L, 4UL, 5.5f, 6.25, true, "seven", new byte[] { 1, 2, 3 }], results);
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
    public void A_heap_grows()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(4096u, sandbox.Call<ulong>("Heap", 8UL << 20));
        Assert.Equal(1, sandbox.Memories[0].Slice(4096, 1)[0]);
        Assert.Equal(ulong.MaxValue, sandbox.Call<ulong>("Heap", 8UL << 20));
    }

    [SkippableFact]
    public void Abort_names_its_caller()
    {
        using var image = Image();
        using var sandbox = Create(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call("Abort", 99u)).Trap;
        Assert.Equal((GuestTrapCause.Abort, 99u), (trap.Cause, trap.AbortCode));
    }

    [SkippableFact]
    public void The_header_repeats_the_host_layout()
    {
        // The offsets are static assertions of the header; here the numbers that are not.
        Image().Dispose();
        var header = File.ReadAllText(Path.Combine(RepositoryRoot(), "guest/c/microlight.h"));
        foreach (var (name, value) in new (string, int)[]
        {
            ("ML_ABI_VERSION", (int)MailboxLayout.AbiVersion), ("ML_SLOTS", GuestSignature.MaximumSlots),
            ("ML_PORT_HOST_CALL", Ports.HostCall), ("ML_PORT_CALL_DONE", Ports.CallDone), ("ML_PORT_MEMORY_GROW", Ports.MemoryGrow), ("ML_PORT_ABORT", Ports.Abort),
            ("ML_INT32", (int)GuestType.Int32), ("ML_UINT32", (int)GuestType.UInt32), ("ML_INT64", (int)GuestType.Int64), ("ML_UINT64", (int)GuestType.UInt64),
            ("ML_FLOAT32", (int)GuestType.Float32), ("ML_FLOAT64", (int)GuestType.Float64), ("ML_BOOL", (int)GuestType.Boolean),
            ("ML_STRING", (int)GuestType.String), ("ML_BYTES", (int)GuestType.Bytes),
        })
        {
            var match = Regex.Match(header, $@"\b{name} = (0x)?([0-9a-f]+)");
            Assert.Equal(value, int.Parse(match.Groups[2].Value, match.Groups[1].Success ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture));
        }
        Assert.Contains($"== 0x{MailboxLayout.CallSlots:x},", header);
        Assert.Contains($"== 0x{MailboxLayout.HostCallSlots:x},", header);
        Assert.Contains($"== 0x{MailboxLayout.Buffer:x},", header);
        Assert.Contains($"== 0x{MailboxLayout.GrowResult:x},", header);
        var script = File.ReadAllText(Path.Combine(RepositoryRoot(), "guest/c/guest.ld"));
        Assert.Contains($". = 0x{GuestLayout.ImageBase:x};", script);
    }

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
            .Add("", "Describe", GuestSignature.TryParse("iuIUfdbsy>s")!, (_, arguments, results) =>
                results[0] = string.Join(' ', arguments.ToArray().Select(argument => argument.ToString()))),
    });

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Microlight.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests are not inside the repository.");
        return folder.FullName;
    }
}
