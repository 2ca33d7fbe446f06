using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using Microlight.Tars;
using Microlight.Tars.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microlight.Fuzz.Frames;

/// <summary>
/// Mutated packets to a server of TARS: each ends in one reply that can be read, in none where the call is one-way, or in a
/// <see cref="TarsDecodeException"/>, after which a server closes the connection; memory and time are bounded.
/// </summary>
internal sealed class FrameFuzzer : IReplyChannel
{
    private const long BaseMemory = 4 << 20, MemoryPerByte = 400;

    private readonly FrameMutator _mutator;
    private readonly TarsLimits _limits = TarsLimits.Default;
    private readonly Quota _memory = new(1L << 30);
    private readonly CallDispatcher _dispatcher;
    private readonly PacketReceiver _receiver;
    private readonly ManualResetEventSlim _ended = new();
    private byte[]? _reply;
    private int _replies;

    /// <param name="servant">Of the interface Echo.</param>
    public FrameFuzzer(int seed, TarsServant servant)
    {
        _mutator = new FrameMutator(FrameSeeds.Make(seed), new Random(seed));
        var servants = new Dictionary<string, TarsServant> { [FrameSeeds.Servant] = servant };
        _dispatcher = new CallDispatcher(new TarsServerOptions(), servants.ToFrozenDictionary(), _memory, NullLogger.Instance);
        _receiver = new PacketReceiver(_dispatcher, _memory, _limits);
    }

    public Outcomes Outcomes { get; } = new();

    /// <summary>The packets that failed, with <see cref="Outcomes.Failures"/> in the same order.</summary>
    public List<byte[]> Failed { get; } = [];

    EndPoint IReplyChannel.Remote { get; } = new IPEndPoint(IPAddress.Loopback, 1);

    int IReplyChannel.MaxPacketLength => _limits.MaxPacketLength;

    void IReplyChannel.Send(ReadOnlySpan<byte> frame, bool isLast)
    {
        _replies++;
        _reply = frame.ToArray();
    }

    void IReplyChannel.CallEnded() => _ended.Set();

    public void Run(long count)
    {
        for (long i = 0; i < count; i++)
        {
            var frame = _mutator.Next();
            try
            {
                Try(frame);
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"packet {i}: {exception}");
                if (Failed.Count < 20) Failed.Add(frame);
            }
        }
        if (SpinWait.SpinUntil(() => _dispatcher.Active == 0, TimeSpan.FromSeconds(10)) && _memory.Used == 0) return;
        Outcomes.Fail($"{_dispatcher.Active} calls and {_memory.Used} bytes are left");
    }

    private void Try(byte[] frame)
    {
        (_reply, _replies) = (null, 0);
        _ended.Reset();
        var before = GC.GetTotalAllocatedBytes();
        var stream = new ReadOnlySequence<byte>(frame);
        var isOneWay = false;
        try
        {
            if (!TarsFrame.TryRead(ref stream, _limits, out var packet))
            {
                Outcomes.Count("waits for the rest");
                return;
            }
            if (!_memory.TryTake((int)packet.Length)) throw new InvalidOperationException("the memory for requests is lost");
            _receiver.Receive(packet, this, holdsMemory: true);
            isOneWay = TarsRequest.Read(packet.ToArray()).IsOneWay;
        }
        catch (TarsDecodeException exception)
        {
            Outcomes.Refused("connection closed", exception);
            if (_replies > 0) throw new InvalidOperationException("a reply to what cannot be read");
            return;
        }
        if (!_ended.Wait(TimeSpan.FromSeconds(30))) throw new InvalidOperationException("no end after 30 s");
        if (_replies != (isOneWay ? 0 : 1)) throw new InvalidOperationException($"{_replies} replies to a call that is {(isOneWay ? "" : "not ")}one-way");
        if (_reply is { } reply)
        {
            var read = TarsReply.Read(reply.AsMemory(TarsFrame.HeaderLength), _limits);
            Outcomes.Count($"reply {(Enum.IsDefined(read.Code) ? read.Code.ToString() : "of the servant's own code")}");
            if (read.Description.Contains('\n')) Outcomes.Fail($"the description is not one line: {read.Description}");
        }
        else Outcomes.Count("one-way");
        var allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > BaseMemory + MemoryPerByte * frame.Length) throw new InvalidOperationException($"{allocated} bytes of memory for a packet of {frame.Length}");
    }
}
