using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Microlight.Cli.Serving;

/// <summary>A line for each request: when, who, what, how it ended, how long it took. Written in batches by one task, so that no request waits for it.</summary>
internal sealed class AccessLog : IDisposable
{
    /// <summary>Lines that wait; when whoever reads the log is slower than the clients, lines are left out.</summary>
    private const int Most = 100_000;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Task _writing;

    public AccessLog(Stream target) => _writing = WriteAsync(target);

    public void Write(HttpContext context, TimeSpan time)
    {
        var request = context.Request;
        var status = context.RequestAborted.IsCancellationRequested ? "aborted" : context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
        _lines.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {context.Connection.RemoteIpAddress} {Printable(request.Method)} {Printable(request.Path + request.QueryString)} {status} {time.TotalMilliseconds:0.000} ms\n"));
    }

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writing.GetAwaiter().GetResult();
    }

    private async Task WriteAsync(Stream target)
    {
        using (target)
        {
            var batch = new StringBuilder();
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (batch.Length < 64 << 10 && _lines.Reader.TryRead(out var line)) batch.Append(line);
                try
                {
                    await target.WriteAsync(Encoding.UTF8.GetBytes(batch.ToString())).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    // Nobody reads it any more.
                }
                batch.Clear();
            }
        }
    }

    /// <summary>Clients write it, people read it, in terminals: one word, of visible characters.</summary>
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~')) return text;
        return string.Create(text.Length, text, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = text[i] is >= '!' and <= '~' ? text[i] : '?';
        });
    }
}
