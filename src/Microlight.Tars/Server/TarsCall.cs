using System.Buffers;
using System.Diagnostics;
using System.Net;
using Microlight.Tars.Server;

namespace Microlight.Tars;

/// <summary>A request being answered, and its answer.</summary>
public sealed class TarsCall
{
    private readonly TarsLimits _limits;
    private readonly byte[] _packet;
    private readonly CancellationToken _stopping;
    private PooledBuffer? _results;
    private Dictionary<string, string>? _context, _status;
    private CancellationTokenSource? _cancellation;

    internal TarsCall(TarsRequest request, byte[] packet, int packetLength, IReplyChannel channel, TarsLimits limits, CancellationToken stopping)
    {
        (Request, _packet, PacketLength, Channel, _limits, _stopping) = (request, packet, packetLength, channel, limits, stopping);
        Arrived = Stopwatch.GetTimestamp();
    }

    /// <summary>The packet.</summary>
    public TarsRequest Request { get; }

    /// <summary>The function that is called.</summary>
    public string FunctionName => Request.FunctionName;

    /// <summary>What the caller added for the servant.</summary>
    public IReadOnlyDictionary<string, string> Context => Request.Context;

    /// <summary>Who called.</summary>
    public EndPoint Remote => Channel.Remote;

    /// <summary>What the reply adds for the caller; empty unless filled.</summary>
    public Dictionary<string, string> ResponseContext => _context ??= [];

    /// <summary>What the reply's status map has; empty unless filled.</summary>
    public Dictionary<string, string> ResponseStatus => _status ??= [];

    /// <summary>Ends when the caller or the server will not wait any longer, or the server is stopped without grace.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            if (_cancellation is not null) return _cancellation.Token;
            _cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
            var left = Left;
            if (left <= TimeSpan.Zero) _cancellation.Cancel();
            else if (left < TimeSpan.MaxValue) _cancellation.CancelAfter(left);
            return _cancellation.Token;
        }
    }

    internal IReplyChannel Channel { get; }
    internal int PacketLength { get; }

    /// <summary>Whether the packet's bytes are counted in the server's memory for requests.</summary>
    internal bool HoldsMemory { get; init; }

    internal long Arrived { get; }
    internal TarsServant? Servant { get; set; }
    internal TarsReturnCode Code { get; private set; }
    internal string Description { get; private set; } = "";

    /// <summary>When the call is over; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    internal TimeSpan Limit { get; set; } = TimeSpan.MaxValue;

    internal TimeSpan Left => Limit == TimeSpan.MaxValue ? Limit : Limit - Stopwatch.GetElapsedTime(Arrived);

    /// <summary>Begins to read the parameters.</summary>
    /// <exception cref="TarsDecodeException">They are not in the form of the request's version.</exception>
    public TarsBodyReader ReadParameters() => new(Request.Version, Request.Body.Span, _limits);

    /// <summary>Begins to write the results.</summary>
    /// <param name="count">How many there are: the return value and the out parameters.</param>
    public TarsBodyWriter WriteResults(int count)
    {
        _results ??= new PooledBuffer(Channel.MaxPacketLength);
        _results.Clear();
        return new TarsBodyWriter(Request.Version, _results, count, Channel.MaxPacketLength);
    }

    /// <summary>Replies with a code instead of results.</summary>
    /// <param name="code">The code, not <see cref="TarsReturnCode.Success"/>.</param>
    /// <param name="description">What is wrong, for the caller's people.</param>
    public void Fail(TarsReturnCode code, string description) => (Code, Description) = (code, description ?? "");

    /// <summary>Sends the reply, unless the call was one-way.</summary>
    /// <param name="isLast">Whether no other reply is expected just now.</param>
    internal void Reply(bool isLast)
    {
        if (Request.IsOneWay) return;
        using var frame = new PooledBuffer();
        try
        {
            var body = Code == TarsReturnCode.Success && _results is not null ? _results.WrittenMemory : default;
            Encode(frame, Request, Code, Description, body, _context ?? TarsMaps.Empty, _status ?? TarsMaps.Empty);
        }
        catch (TarsEncodeException exception)
        {
            Fail(TarsReturnCode.EncodeError, exception.Message);
            // Without anything that a client or servant chose: this fits and can be written.
            Encode(frame, Request with { ServantName = "", FunctionName = "" }, Code, Description, default, TarsMaps.Empty, TarsMaps.Empty);
        }
        Channel.Send(frame.WrittenSpan, isLast);
    }

    /// <summary>Replies with a code while the servant is still at work; what it does after that goes nowhere.</summary>
    internal void ReplyEarly(TarsReturnCode code, string description)
    {
        Fail(code, description);
        if (Request.IsOneWay) return;
        using var frame = new PooledBuffer();
        Encode(frame, Request with { ServantName = "", FunctionName = "" }, code, description, default, TarsMaps.Empty, TarsMaps.Empty);
        Channel.Send(frame.WrittenSpan, isLast: true);
    }

    internal void Cancel() => _cancellation?.Cancel();

    /// <summary>Gives the buffers back; the servant is done.</summary>
    internal void Release()
    {
        _results?.Dispose();
        _cancellation?.Dispose();
        ArrayPool<byte>.Shared.Return(_packet);
    }

    private void Encode(PooledBuffer frame, TarsRequest request, TarsReturnCode code, string description, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> context, IReadOnlyDictionary<string, string> status)
    {
        TarsFrame.Begin(frame);
        var writer = new TarsWriter(frame);
        TarsReply.Write(ref writer, request, code, description, body, context, status);
        TarsFrame.End(frame, Channel.MaxPacketLength);
    }
}
