using System.Globalization;
using System.Runtime.InteropServices;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Stopping;

/// <summary>What a guest may have in all its memory regions together.</summary>
public partial class MemoryLimitTests
{
    private const ulong Page = 4096, Megabyte = 1 << 20, Gigabyte = 1 << 30, Refused = ulong.MaxValue;

    [SkippableFact]
    public void Growth_stops_at_the_total_whichever_region_grows()
    {
        using var image = Image(Page, Page);
        using var sandbox = Sandbox.Create(image, new SandboxOptions { MaximumTotalMemory = 8 * Page });
        Assert.Equal(Page, Grow(sandbox, 0, 4 * Page));
        Assert.Equal(Refused, Grow(sandbox, 1, 3 * Page));
        Assert.Equal(Refused, Grow(sandbox, 0, 3 * Page));
        Assert.Equal(Refused, Grow(sandbox, 1, Refused / Page * Page));
        Assert.Equal(Page, Grow(sandbox, 1, 2 * Page));
        Assert.Equal(3 * Page, Grow(sandbox, 1, 0));
        Assert.Equal(Refused, Grow(sandbox, 1, Page));
        Assert.Equal(8 * Page, sandbox.Memories[0].Size + sandbox.Memories[1].Size);
        Assert.False(sandbox.IsPoisoned);

        // What a restore takes back can be had again.
        sandbox.Restore();
        Assert.Equal(Page, Grow(sandbox, 1, 6 * Page));
        Assert.Equal(Refused, Grow(sandbox, 0, Page));
    }

    [SkippableFact]
    public void Creation_is_refused_where_the_first_sizes_exceed_it()
    {
        using var image = Image(2 * Page, 3 * Page);
        using var fitting = Sandbox.Create(image, new SandboxOptions { MaximumTotalMemory = 5 * Page });
        var message = Assert.Throws<InvalidGuestImageException>(() => Sandbox.Create(image, new SandboxOptions { MaximumTotalMemory = 5 * Page - 1 })).Message;
        Assert.Contains("20480 bytes together, but the sandbox allows 20479 (SandboxOptions.MaximumTotalMemory)", message);
    }

    [SkippableFact]
    public void A_snapshot_with_more_than_allowed_is_refused()
    {
        using var image = Image(Page, Page);
        using var large = Sandbox.Create(image);
        Grow(large, 0, 10 * Page);
        using var snapshot = large.TakeSnapshot();
        var tight = new SandboxOptions { MaximumTotalMemory = 11 * Page };
        Assert.Contains("MaximumTotalMemory", Assert.Throws<SnapshotException>(() => Sandbox.Create(snapshot, tight)).Message);
        using var small = Sandbox.Create(image, tight);
        Assert.Contains("MaximumTotalMemory", Assert.Throws<SnapshotException>(() => small.Restore(snapshot)).Message);
        Assert.Equal(Page, Grow(small, 0, 9 * Page));
        using var enough = Sandbox.Create(snapshot, tight with { MaximumTotalMemory = 12 * Page });
        Assert.Equal(Refused, Grow(enough, 0, Page));
    }

    [SkippableFact]
    public void A_region_keeps_its_own_limit()
    {
        using var image = Image(Page, Page);
        using var sandbox = Sandbox.Create(image, new SandboxOptions { MaximumMemory = 4 * Page, MaximumTotalMemory = Megabyte });
        Assert.Equal(Refused, Grow(sandbox, 0, 4 * Page));
        Assert.Equal(Page, Grow(sandbox, 0, 3 * Page));
        Assert.Equal(Page, Grow(sandbox, 1, 3 * Page));
    }

    [SkippableFact]
    public void Growth_for_which_the_host_has_no_memory_is_refused()
    {
        Kvm.RequireVirtualMachine();
        using var image = Image(Page, Page, Gigabyte * 256);
        using var sandbox = Sandbox.Create(image, new SandboxOptions { MaximumMemory = 256 * Gigabyte });
        // Far more than other tests of the process take, far less than is asked for.
        using (new DataLimit(64 * Gigabyte)) Assert.Equal(Refused, Grow(sandbox, 0, 128 * Gigabyte));
        Assert.Equal(Page, sandbox.Memories[0].Size);
        Assert.Equal(Page, Grow(sandbox, 0, Page));
        Assert.False(sandbox.IsPoisoned);
    }

    [SkippableFact]
    public void A_restore_for_which_the_host_has_no_memory_leaves_nothing_to_touch()
    {
        Kvm.RequireVirtualMachine();
        using var image = Image(Page, Page, Gigabyte * 256);
        var options = new SandboxOptions { MaximumMemory = 256 * Gigabyte };
        using var large = Sandbox.Create(image, options);
        Grow(large, 0, 128 * Gigabyte);
        using var snapshot = large.TakeSnapshot();
        using var sandbox = Sandbox.Create(image, options);
        using (new DataLimit(64 * Gigabyte)) Assert.Contains("no memory left", Assert.Throws<HypervisorUnavailableException>(() => sandbox.Restore(snapshot)).Message, StringComparison.Ordinal);
        Assert.True(sandbox.IsPoisoned);
        // Memory without access: reading it would end this process.
        Assert.False(sandbox.Memories[0].TrySlice(0, 1, out _));
        sandbox.WriteCoreDump(Stream.Null);

        sandbox.Restore();
        Assert.Equal(Page, Grow(sandbox, 0, Page));
    }

    /// <summary>Lets the kernel refuse this process more writable private memory than it has and so many bytes (setrlimit(2), RLIMIT_DATA).</summary>
    private sealed unsafe partial class DataLimit : IDisposable
    {
        private const int RLIMIT_DATA = 2; // include/uapi/asm-generic/resource.h
        private readonly Limit _before;

        private struct Limit
        {
            public ulong Soft, Hard;
        }

        public DataLimit(ulong bytes)
        {
            Limit before;
            Assert.Equal(0, getrlimit(RLIMIT_DATA, &before));
            _before = before;
            var used = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmData:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1];
            var limit = before with { Soft = ulong.Parse(used, CultureInfo.InvariantCulture) * 1024 + bytes };
            Assert.Equal(0, setrlimit(RLIMIT_DATA, &limit));
        }

        public void Dispose()
        {
            var before = _before;
            Assert.Equal(0, setrlimit(RLIMIT_DATA, &before));
        }

        [LibraryImport("libc")]
        private static partial int getrlimit(int resource, Limit* limit);

        [LibraryImport("libc")]
        private static partial int setrlimit(int resource, Limit* limit);
    }

    private static ulong Grow(Sandbox sandbox, uint region, ulong delta) => sandbox.Call<ulong>("grow", region, delta);

    private static GuestImage Image(ulong first, ulong second, ulong maximum = 64 * Megabyte)
    {
        Kvm.Require();
        return new GuestBuilder()
            .Memory(0, first, maximum)
            .Memory(0x1000_0000_0000, second, maximum)
            .Function("grow", "uU>U", GuestBuilder.Grow)
            .Build();
    }
}
