using System.Net;

namespace Microlight.Wasi.Tests.Support;

/// <summary>An HTTP server on a port of 127.0.0.1: <c>/hello…</c> says hi, anything else echoes the body.</summary>
internal sealed class TestHttpServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private int _requests;

    public TestHttpServer()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public int Requests => _requests;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _requests);
            _ = AnswerAsync(context);
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        response.Headers["x-test"] = "yes";
        if (context.Request.RawUrl!.StartsWith("/hello", StringComparison.Ordinal)) await response.OutputStream.WriteAsync("hi from server"u8.ToArray());
        else if (context.Request.RawUrl.StartsWith("/silence", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromSeconds(30));
        else await context.Request.InputStream.CopyToAsync(response.OutputStream);
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
