using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microlight.Tars;

namespace Microlight.Bench.Tars;

/// <summary>A load generator: so many connections, each with so many calls under way at once, each answered call followed by the next. It does as little as it can: packets are made before, and replies are counted by their lengths.</summary>
internal static class TarsLoad
{
    /// <summary>What a run came to.</summary>
    /// <param name="PerSecond">Calls a second.</param>
    /// <param name="Median">Of a call's time, in microseconds.</param>
    /// <param name="High">The 99th of a hundred, in microseconds.</param>
    internal sealed record Result(double PerSecond, double Median, double High);

    public static Result Run(int port, int connections, int depth, TimeSpan time)
    {
        var clients = Enumerable.Range(0, connections).Select(_ => new Client(port, depth)).ToList();
        var start = Stopwatch.GetTimestamp();
        var threads = clients.Select(c => new Thread(() => c.Run(start, time))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (clients.Find(c => c.Failure is not null) is { Failure: { } failure }) throw new InvalidOperationException("A connection failed.", failure);
        var times = clients.SelectMany(c => c.Times).Order().ToList();
        return new Result(times.Count / elapsed, times[times.Count / 2], times[(int)(times.Count * 0.99)]);
    }

    private sealed class Client(int port, int depth)
    {
        private readonly byte[] _request = MakeRequest();
        private readonly long[] _begun = new long[depth];

        public List<double> Times { get; } = new(1 << 16);

        public Exception? Failure { get; private set; }

        public void Run(long start, TimeSpan time)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect(IPAddress.Loopback, port);
                var (send, buffer) = (Enumerable.Repeat(_request, depth).SelectMany(r => r).ToArray(), new byte[64 << 10]);
                var (filled, oldest, left) = (0, 0, depth);
                Array.Fill(_begun, Stopwatch.GetTimestamp());
                socket.Send(send);
                // Replies come in the order of requests, or are as long as each other: either way each is one call's end.
                while (left > 0)
                {
                    var read = socket.Receive(buffer.AsSpan(filled));
                    if (read == 0) throw new EndOfStreamException();
                    filled += read;
                    var (taken, replies) = (0, 0);
                    for (int length; filled - taken >= 4 && filled - taken >= (length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(taken))); replies++) taken += length;
                    buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                    filled -= taken;
                    var now = Stopwatch.GetTimestamp();
                    var isOver = Stopwatch.GetElapsedTime(start, now) > time;
                    for (var i = 0; i < replies; i++)
                    {
                        Times.Add(Stopwatch.GetElapsedTime(_begun[oldest], now).TotalMicroseconds);
                        _begun[oldest] = now;
                        oldest = (oldest + 1) % depth;
                    }
                    if (isOver) left -= replies;
                    else if (replies > 0) socket.Send(send.AsSpan(0, replies * _request.Length));
                }
            }
            catch (Exception exception) when (exception is SocketException or EndOfStreamException)
            {
                Failure = exception;
            }
        }

        private static byte[] MakeRequest()
        {
            using var body = new PooledBuffer();
            var parameters = new TarsBodyWriter(TarsVersion.Tars, body, 1);
            parameters.Write<string, StringCodec>(1, "name", "world");
            using var frame = new PooledBuffer();
            TarsFrame.Begin(frame);
            var writer = new TarsWriter(frame);
            new TarsRequest { RequestId = 1000, ServantName = TarsWorker.Servant, FunctionName = "sayHello", Body = body.WrittenMemory, Timeout = 60_000 }.Write(ref writer);
            TarsFrame.End(frame, TarsLimits.ProtocolMaxPacketLength);
            return frame.WrittenSpan.ToArray();
        }
    }
}
