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
    public void The_heap_grows_and_ends()
    {
        using var image = Image();
        using var sandbox = Create(image);
        foreach (var bytes in (ulong[])[0, 1, 1 << 20, 20 << 20]) Assert.Equal(bytes, sandbox.Call<ulong>("Allocate", bytes));
        Assert.True(sandbox.Memories[0].Size >= 20 << 20);
        Assert.Equal(0x10000u, Assert.Throws<GuestTrapException>(() => sandbox.Call<ulong>("Allocate", 2UL << 30)).Trap.AbortCode);
    }

    [SkippableFact]
    public void An_argument_read_as_another_type_aborts()
    {
        using var image = Image();
        using var sandbox = Create(image);
        Assert.Equal(0x10001u, Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("WrongArgument", 1)).Trap.AbortCode);
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
    public void The_guest_library_repeats_the_host_layout()
    {
        Image().Dispose();
        var header = Read("microlight.h");
        var library = Read("microlight.c");
        Assert.Contains($"#define ML_ABI_VERSION {MailboxLayout.AbiVersion}\n", header);
        Assert.Contains($"#define ML_MAILBOX 0x{GuestLayout.Mailbox:x}ull\n", header);
        Assert.Contains($"#define ML_MAXIMUM_SLOTS {GuestSignature.MaximumSlots}\n", header);
        // Names of the enumeration in the order of their numbers.
        var types = string.Join(", ", Enum.GetValues<GuestType>().Order().Select(type => "ML_" + type.ToString().ToUpperInvariant()));
        Assert.Contains(types, header);
        // The compiler asserts these offsets; here that they are the host's.
        Assert.Contains($"call_slots) == 0x{MailboxLayout.CallSlots:x},", library);
        Assert.Contains($"host_call_slots) == 0x{MailboxLayout.HostCallSlots:x},", library);
        Assert.Contains($"grow_result) == 0x{MailboxLayout.GrowResult:x},", library);
        Assert.Contains($"buffer) == 0x{MailboxLayout.Buffer:x},", library);
        foreach (var port in (byte[])[Ports.HostCall, Ports.MemoryGrow, Ports.Abort]) Assert.Contains($"outb %%al, $0x{port:x}".Replace("%%", port == Ports.Abort ? "%" : "%%", StringComparison.Ordinal), library);
        Assert.Contains($". = 0x{GuestLayout.ImageBase:x} ", Read("microlight.ld"));

        static string Read(string name) => File.ReadAllText(Path.Combine(RepositoryRoot(), "guest", "c", name));
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
