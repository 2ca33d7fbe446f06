using System.Net.Sockets;
using System.Text;

namespace Microlight.Tests.Debugging;

/// <summary>The protocol by hand: acknowledgments, what is unknown or malformed, and a client that goes away.</summary>
public sealed class GdbProtocolTests : IDisposable
{
    private readonly GdbServer _server;
    private readonly GuestImage _image;
    private readonly Sandbox _sandbox;
    private readonly TcpClient _client = new() { ReceiveTimeout = 20_000 };

    public GdbProtocolTests()
    {
        Kvm.RequireVirtualMachine();
        _image = Guest.Load("debug");
        Kvm.RequireVirtualMachine();
        _server = new GdbServer { WaitForDebugger = false };
        _sandbox = Guest.Start(_image, new SandboxOptions { Debugger = _server });
        _client.Connect(_server.Endpoint);
    }

    public void Dispose()
    {
        _client.Dispose();
        _sandbox.Dispose();
        _server.Dispose();
        _image.Dispose();
    }

    [SkippableTheory]
    [InlineData("?", "T05thread:1;")]
    [InlineData("qSupported:swbreak+", "PacketSize=4000;qXfer:features:read+;swbreak+;vContSupported+;QStartNoAckMode+")]
    [InlineData("vMustReplyEmpty", "")]
    [InlineData("nonsense", "")]
    [InlineData("", "")]
    [InlineData("vCont?", "vCont;c;C;s;S")]
    [InlineData("vCont;x", "E01")]
    [InlineData("qXfer:features:read:other.xml:0,10", "")]
    [InlineData("qXfer:features:read:target.xml:ffffffffffffffff,10", "l")]
    [InlineData("qXfer:features:read:target.xml:0,5", "m<?xml")]
    [InlineData("qXfer:features:read:target.xml:x,5", "E01")]
    [InlineData("m0,1", "E01")]
    [InlineData("m", "E01")]
    [InlineData("mffffffffffffffff,ffffffffffffffff", "E01")]
    [InlineData("m7e0000000000,10", "E01")] // the monitor
    [InlineData("M7e0000000000,1:00", "E01")]
    [InlineData("M7e0000200000,2:00", "E01")] // fewer bytes than promised
    [InlineData("M7e0000200000,1:zz", "E01")]
    [InlineData("X7e0000200000,0:", "OK")]
    [InlineData("p48", "00000000000000000000000000000000")]
    [InlineData("p49", "E01")]
    [InlineData("pffffffffffffffff", "E01")]
    [InlineData("p-1", "E01")]
    [InlineData("P10=0000000000000080", "E01")]
    [InlineData("P0=00", "E01")]
    [InlineData("P", "E01")]
    [InlineData("Gff", "E01")]
    [InlineData("Z0,0,1", "E01")]       // nothing there
    [InlineData("Z0,7e0000200000,1", "E01")] // not executable
    [InlineData("Z0,7e0000002000,1", "E01")] // the monitor's
    [InlineData("Z0,,1", "E01")]
    [InlineData("Z1,7e0040001000,1", "")]
    [InlineData("z0,7e0040001000,1", "OK")]
    public void Each_packet_has_its_answer(string packet, string answer) => Assert.Equal(answer, Ask(packet));

    [SkippableFact]
    public void A_damaged_packet_is_asked_for_again_and_an_answer_sent_again()
    {
        Write("$?#00");
        Assert.Equal("-", Read(1));
        Write("$?#3f");
        Assert.Equal("+$T05thread:1;#", Read(15)[..15]);
        Read(2);
        Write("-");
        Assert.Equal("$T05thread:1;#", Read(14));
        Read(2);
        Write("+");
        Write("$" + new string('a', 100_000) + "#00");
        Assert.Equal("-", Read(1));
        Assert.Equal("T05thread:1;", Ask("?"));
        Assert.Equal("OK", Ask("QStartNoAckMode"));
        Write("$qC#b4");
        Assert.Equal("$QC1#", Read(5));
    }

    [SkippableFact]
    public void Random_bytes_do_no_harm()
    {
        var random = new Random(3);
        var noise = new byte[200_000];
        random.NextBytes(noise);
        // Neither letting the guest go nor ending it: what is left is to be asked something afterwards.
        foreach (ref var value in noise.AsSpan())
            if (value is (byte)'c' or (byte)'s' or (byte)'C' or (byte)'S' or (byte)'k' or (byte)'D' or (byte)'v') value = (byte)'x';
        _client.GetStream().Write(noise);
        Write("##00");
        // The answers to the noise come first.
        Write("+$qC#b4");
        var seen = new StringBuilder();
        while (!seen.ToString().EndsWith("$QC1#", StringComparison.Ordinal)) seen.Append(Read(1));
    }

    [SkippableFact]
    public async Task A_client_that_goes_away_leaves_no_breakpoint()
    {
        var function = _image.GetFunction("Spin");
        Assert.Equal("OK", Ask($"Z0,{function.Address:x},1"));
        var call = Task.Run(() => _sandbox.Call<int>("Spin"));
        Write(Packet("c"));
        var hit = Read(1 + "$T05thread:1;swbreak:;#".Length);
        Assert.Equal("+$T05thread:1;swbreak:;#", hit);
        Read(2);
        // Its memory shows the guest's own bytes although the breakpoint is set.
        Assert.DoesNotContain("cc", Ask($"m{function.Address:x},1"), StringComparison.Ordinal);
        // The breakpoint stays and the guest stands on it: it is stepped off.
        Write(Packet("c"));
        Assert.Equal("+", Read(1));
        Thread.Sleep(100);
        _client.Dispose();
        // Runs on, and can be stopped like any call.
        Thread.Sleep(100);
        Assert.False(call.IsCompleted);
        _sandbox.Dispose();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [SkippableFact]
    public void Only_one_sandbox_at_a_time()
    {
        Assert.Contains(_sandbox.Id, Assert.Throws<InvalidOperationException>(() => Guest.Start(_image, new SandboxOptions { Debugger = _server })).Message, StringComparison.Ordinal);
        using (var clone = _sandbox.Clone()) Assert.Equal(0, clone.Call<int>("Total"));
        _sandbox.Dispose();
        using var next = Guest.Start(_image, new SandboxOptions { Debugger = _server });
        Assert.Equal(0, next.Call<int>("Total"));
    }

    [SkippableFact]
    public void Only_loopback_addresses_unless_allowed()
    {
        Assert.Throws<ArgumentException>(() => new GdbServer(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0)));
        using var remote = new GdbServer(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0), allowRemote: true);
        Assert.NotEqual(0, remote.Endpoint.Port);
    }

    private string Ask(string packet)
    {
        Write(Packet(packet));
        Assert.Equal("+$", Read(2));
        var answer = new StringBuilder();
        for (var letter = Read(1); letter != "#"; letter = Read(1)) answer.Append(letter == "}" ? ((char)(Read(1)[0] ^ 0x20)).ToString() : letter);
        Read(2);
        Write("+");
        return answer.ToString();
    }

    private static string Packet(string data) => $"${data}#{(byte)data.Sum(letter => letter):x2}";

    private void Write(string text) => _client.GetStream().Write(Encoding.Latin1.GetBytes(text));

    private string Read(int count)
    {
        var bytes = new byte[count];
        _client.GetStream().ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
