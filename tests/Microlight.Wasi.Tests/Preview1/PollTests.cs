using System.Buffers.Binary;
using System.IO.Pipes;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Preview1;

/// <summary>poll_oneoff and the clocks: what wakes a guest, and that a cancelled call never sleeps on.</summary>
public sealed class PollTests
{
    private readonly record struct Event(ulong UserData, Errno Error, byte Type, ulong Available);

    private static byte[] Clock(ulong userData, uint clock, ulong timeout, bool absolute = false)
    {
        var bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), clock);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), timeout);
        bytes[40] = absolute ? (byte)1 : (byte)0;
        return bytes;
    }

    private static byte[] Descriptor(ulong userData, byte type, uint descriptor)
    {
        var bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        bytes[8] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), descriptor);
        return bytes;
    }

    private static (Errno Error, List<Event> Events) Poll(TestGuest guest, params byte[][] subscriptions)
    {
        var input = guest.Put([.. subscriptions.SelectMany(s => s)]);
        var output = guest.Reserve(32 * subscriptions.Length);
        var error = guest.Call("poll_oneoff", input, output, (ulong)subscriptions.Length, TestGuest.Result);
        var events = new List<Event>();
        for (var i = 0u; error == Errno.Success && i < guest.U32(TestGuest.Result); i++)
        {
            var at = output + i * 32;
            events.Add(new Event(guest.U64(at), (Errno)(ushort)guest.U32(at + 8), guest.Memory.Slice(at + 10, 1)[0], guest.U64(at + 16)));
        }
        return (error, events);
    }

    [Fact]
    public void TheFirstClockToComeEndsTheWait()
    {
        using var guest = new TestGuest();
        var (error, events) = Poll(guest, Clock(1, ClockFunctions.Monotonic, 60_000_000_000), Clock(2, ClockFunctions.Monotonic, 3_000_000));
        Assert.Equal(Errno.Success, error);
        Assert.Equal([new Event(2, Errno.Success, 0, 0)], events);
    }

    [Fact]
    public void AbsoluteTimesThatArePastComeAtOnce()
    {
        using var guest = new TestGuest();
        var (_, events) = Poll(guest, Clock(1, ClockFunctions.RealTime, 5, absolute: true), Clock(2, ClockFunctions.Monotonic, ulong.MaxValue, absolute: true));
        Assert.Equal([new Event(1, Errno.Success, 0, 0)], events);
    }

    [Fact]
    public async Task TheHostsClockCanBeReplaced()
    {
        var time = new ManualTimeProvider();
        using var guest = new TestGuest(new WasiOptions { TimeProvider = time });
        Assert.Equal(Errno.Success, guest.Call("clock_time_get", ClockFunctions.RealTime, 1, TestGuest.Result));
        Assert.Equal((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, guest.U64(TestGuest.Result));
        Assert.Equal(Errno.Success, guest.Call("clock_time_get", ClockFunctions.Monotonic, 1, TestGuest.Result));
        Assert.Equal(100_000UL, guest.U64(TestGuest.Result));

        var waiting = Task.Run(() => Poll(guest, Clock(7, ClockFunctions.Monotonic, 3_600_000_000_000)));
        await time.TimerCreated.WaitAsync();
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([new Event(7, Errno.Success, 0, 0)], (await waiting).Events);
    }

    [Fact]
    public void ClocksAnswer()
    {
        using var guest = new TestGuest();
        for (var clock = 0u; clock < 4; clock++)
        {
            Assert.Equal(Errno.Success, guest.Call("clock_res_get", clock, TestGuest.Result));
            Assert.InRange(guest.U64(TestGuest.Result), 1UL, 1_000_000UL);
            Assert.Equal(Errno.Success, guest.Call("clock_time_get", clock, 0, TestGuest.Result));
            var before = guest.U64(TestGuest.Result);
            Thread.SpinWait(100_000);
            Assert.Equal(Errno.Success, guest.Call("clock_time_get", clock, 0, TestGuest.Result));
            Assert.True(guest.U64(TestGuest.Result) > before, $"clock {clock} stands still");
        }
        Assert.Equal(Errno.Invalid, guest.Call("clock_time_get", 4, 0, TestGuest.Result));
        Assert.Equal(Errno.Invalid, guest.Call("clock_res_get", 4, TestGuest.Result));
    }

    [Fact]
    public void BadSubscriptionsAreReported()
    {
        using var guest = new TestGuest();
        var (_, events) = Poll(guest, Descriptor(1, 1, 99), Descriptor(2, 2, 0), Descriptor(3, 1, 1), Clock(4, ClockFunctions.ThreadCpuTime, 1), Clock(5, 9, 1));
        Assert.Equal([Errno.BadDescriptor, Errno.NotCapable, Errno.NotCapable, Errno.NotSupported, Errno.Invalid], events.Select(e => e.Error));
        Assert.Equal(Errno.Invalid, Poll(guest).Error);
        Assert.Equal(Errno.Invalid, Poll(guest, Descriptor(1, 3, 0)).Error);
        Assert.Equal(Errno.Invalid, guest.Call("poll_oneoff", 0, 0, 100_000_000, TestGuest.Result));
        Assert.Equal(Errno.Fault, guest.Call("poll_oneoff", (1 << 20) - 40, 0, 1, TestGuest.Result));
    }

    [Fact]
    public void FilesAreReadyWithWhatIsLeft()
    {
        using var directory = new TemporaryDirectory();
        directory.File("f", "0123456789");
        using var guest = TestGuest.With(directory);
        Assert.Equal(Errno.Success, guest.Open("f", out var file));
        guest.Read(file, 4, out _);
        var (_, events) = Poll(guest, Descriptor(1, 1, file), Descriptor(2, 2, file), Clock(3, ClockFunctions.Monotonic, 60_000_000_000));
        Assert.Equal([new Event(1, Errno.Success, 1, 6), new Event(2, Errno.Success, 2, 0)], events);
    }

    [Fact]
    public async Task AStreamsDataWakesTheGuest()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        using var guest = new TestGuest(new WasiOptions { StandardInput = WasiInput.FromStream(client) });
        var waiting = Task.Run(() => Poll(guest, Descriptor(5, 1, 0), Clock(6, ClockFunctions.Monotonic, 60_000_000_000)));
        await Task.Delay(20);
        Assert.False(waiting.IsCompleted);
        server.Write("abc"u8);
        Assert.Equal([new Event(5, Errno.Success, 1, 3)], (await waiting).Events);
        Assert.Equal(Errno.Success, guest.Read(0, 10, out var text));
        Assert.Equal("abc", text);
    }

    [Fact]
    public void ACancelledCallEndsEveryWait()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        using var guest = new TestGuest(new WasiOptions { StandardInput = WasiInput.FromStream(client) });
        using var first = new CancellationTokenSource(30);
        guest.CancellationToken = first.Token;
        Assert.ThrowsAny<OperationCanceledException>(() => Poll(guest, Clock(1, ClockFunctions.Monotonic, ulong.MaxValue)));
        using var second = new CancellationTokenSource(30);
        guest.CancellationToken = second.Token;
        Assert.ThrowsAny<OperationCanceledException>(() => guest.Read(0, 10, out _));

        // What the abandoned read would have got is not lost.
        server.Write("later"u8);
        guest.CancellationToken = default;
        Assert.Equal(Errno.Success, guest.Read(0, 10, out var text));
        Assert.Equal("later", text);
    }

    [Fact]
    public void ANonBlockingReadDoesNotWait()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        using var guest = new TestGuest(new WasiOptions { StandardInput = WasiInput.FromStream(client) });
        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_set_flags", 0, (ulong)DescriptorFlags.NonBlocking));
        Assert.Equal(Errno.Again, guest.Read(0, 10, out _));
    }
}
