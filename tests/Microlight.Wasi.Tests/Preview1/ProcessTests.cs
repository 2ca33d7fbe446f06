using System.Text;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Random;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Preview1;

/// <summary>Arguments, environment, standard streams, random numbers, and the ends of a program.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void ArgumentsAndVariablesAreLaidOutInTurn()
    {
        using var guest = new TestGuest(new WasiOptions
        {
            Arguments = ["prog", "", "dritt-ä"],
            Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "x=y" },
        });
        Assert.Equal(["prog", "", "dritt-ä"], Strings(guest, "args"));
        Assert.Equal(["A=1", "B=x=y"], Strings(guest, "environ"));
    }

    private static List<string> Strings(TestGuest guest, string kind)
    {
        Assert.Equal(Errno.Success, guest.Call(kind + "_sizes_get", TestGuest.Result, TestGuest.Result + 4));
        var (count, size) = (guest.U32(TestGuest.Result), guest.U32(TestGuest.Result + 4));
        var pointers = guest.Reserve((int)count * 4);
        var buffer = guest.Reserve((int)size);
        Assert.Equal(Errno.Success, guest.Call(kind + "_get", pointers, buffer));
        var strings = new List<string>();
        var expected = buffer;
        for (var i = 0u; i < count; i++)
        {
            Assert.Equal(expected, guest.U32(pointers + i * 4));
            var length = (uint)guest.Memory.Slice(expected, (int)(buffer + size - expected)).IndexOf((byte)0);
            strings.Add(guest.Text(expected, length));
            expected += length + 1;
        }
        Assert.Equal(buffer + size, expected);
        return strings;
    }

    [Fact]
    public void StandardStreamsGoWhereTheyAreSent()
    {
        var log = new MemoryStream();
        using var guest = new TestGuest(new WasiOptions
        {
            StandardInput = WasiInput.FromBytes("line 1\nline 2\n"u8.ToArray()),
            StandardOutput = WasiOutput.FromStream(log),
            StandardError = WasiOutput.FromStream(log),
        });
        Assert.Equal(Errno.Success, guest.Write(1, "out "));
        Assert.Equal(Errno.Success, guest.Write(2, "err "));
        Assert.Equal(Errno.Success, guest.Write(1, "out"));
        Assert.Equal("out err out", Encoding.UTF8.GetString(log.ToArray()));
        Assert.Equal(Errno.Success, guest.Read(0, 8, out var first));
        Assert.Equal(Errno.Success, guest.Read(0, 100, out var second));
        Assert.Equal(Errno.Success, guest.Read(0, 100, out var end));
        Assert.Equal(("line 1\nl", "ine 2\n", ""), (first, second, end));
        Assert.Equal(Errno.NotCapable, guest.Write(0, "x"));
        Assert.Equal(Errno.NotCapable, guest.Read(1, 1, out _));
        for (var descriptor = 0u; descriptor < 3; descriptor++)
            Assert.Equal(Errno.InvalidSeek, guest.Call("fd_seek", descriptor, 0, 1, TestGuest.Result));
    }

    [Fact]
    public void WithoutAGrantInputIsEmptyAndOutputGoesNowhere()
    {
        using var guest = new TestGuest();
        Assert.Equal(Errno.Success, guest.Read(0, 10, out var text));
        Assert.Equal("", text);
        Assert.Equal(Errno.Success, guest.Write(1, "x"));
        Assert.Equal(Errno.Success, guest.Write(2, "x"));
        Assert.Empty(Strings(guest, "args"));
        Assert.Empty(Strings(guest, "environ"));
    }

    [Fact]
    public void AStreamThatFailsIsAnInputOutputError()
    {
        using var guest = new TestGuest(new WasiOptions
        {
            StandardInput = WasiInput.FromStream(new FailingStream()),
            StandardOutput = WasiOutput.FromStream(new FailingStream()),
        });
        Assert.Equal(Errno.InputOutput, guest.Read(0, 1, out _));
        Assert.Equal(Errno.InputOutput, guest.Write(1, "x"));
    }

    [Fact]
    public void RandomNumbersFillExactlyWhatWasAskedFor()
    {
        using var guest = new TestGuest(new WasiOptions { Random = RandomSources.Deterministic(1) });
        using var twin = new TestGuest(new WasiOptions { Random = RandomSources.Deterministic(1) });
        using var other = new TestGuest();
        foreach (var g in new[] { guest, twin, other }) Assert.Equal(Errno.Success, g.Call("random_get", 4096, 1000));
        Assert.True(guest.Memory.Slice(4096, 1000).SequenceEqual(twin.Memory.Slice(4096, 1000)));
        Assert.False(guest.Memory.Slice(4096, 1000).SequenceEqual(other.Memory.Slice(4096, 1000)));
        Assert.Equal(-1, guest.Memory.Slice(0, 4096).IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, guest.Memory.Slice(5096, 4096).IndexOfAnyExcept((byte)0));
        Assert.Equal(Errno.Success, guest.Call("random_get", 1 << 20, 0));
        Assert.Equal(Errno.Fault, guest.Call("random_get", 1, 1 << 20));
        Assert.Equal(Errno.Fault, guest.Call("random_get", 0, uint.MaxValue));
    }

    [Fact]
    public void TheEndsOfAProgram()
    {
        using var guest = new TestGuest();
        Assert.Equal(42, Assert.Throws<GuestExitException>(() => guest.Call("proc_exit", 42)).ExitCode);
        Assert.Equal(134, Assert.Throws<GuestExitException>(() => guest.Call("proc_raise", 6)).ExitCode);
        Assert.Equal(Errno.Success, guest.Call("proc_raise", 0));
        Assert.Equal(Errno.Success, guest.Call("proc_raise", 16)); // CHLD
        Assert.Equal(Errno.NotSupported, guest.Call("proc_raise", 18)); // STOP
        Assert.Equal(Errno.Success, guest.Call("proc_raise", 27)); // WINCH
        Assert.Equal(128 + 31, Assert.Throws<GuestExitException>(() => guest.Call("proc_raise", 30)).ExitCode); // SYS
        Assert.Equal(Errno.Invalid, guest.Call("proc_raise", 31));
        Assert.Equal(Errno.Success, guest.Call("sched_yield"));
    }

    [Fact]
    public void NothingIsASocket()
    {
        using var guest = new TestGuest();
        Assert.Equal(Errno.NotSocket, guest.Call("sock_accept", 0, 0, TestGuest.Result));
        Assert.Equal(Errno.NotSocket, guest.Call("sock_recv", 0, 0, 0, 0, 0, 0));
        Assert.Equal(Errno.NotSocket, guest.Call("sock_send", 1, 0, 0, 0, 0));
        Assert.Equal(Errno.BadDescriptor, guest.Call("sock_shutdown", 9, 0));
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
    }
}
