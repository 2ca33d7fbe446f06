using Microlight.Wasi;
using Microlight.Wasi.Http;
using Microlight.Wasm.Bindings;
using Microlight.Wasm.Components;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wasi.Http;

namespace Microlight.AspNetCore;

/// <summary>
/// Answers HTTP requests with a component that exports <c>wasi:http/incoming-handler</c>. A request that goes wrong in the component is answered
/// with 500 (it trapped, exited or gave no response), 502 (it gave an error), 503 (no room) or 504 (no time), without details; if the
/// response had begun, the connection is cut off. It hurts no other request.
/// </summary>
public sealed partial class ComponentHttpHandler : IDisposable
{
    private readonly WasmComponentPool _pool;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private long _requests, _failed, _timedOut, _rejected, _aborted;

    /// <summary>Makes the first instance, and with it all checks.</summary>
    /// <param name="component">Stays the caller's, and has to live as long as this.</param>
    /// <exception cref="ImportException">The component imports what it is not given.</exception>
    /// <exception cref="ArgumentException">The component exports no <c>wasi:http/incoming-handler@0.2</c>, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The component takes handles of the host's objects while it is initialised.</exception>
    /// <exception cref="SandboxException">Its initialisation ended badly; the subclass says how.</exception>
    public ComponentHttpHandler(WasmComponent component, ComponentHttpOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(options);
        _timeout = options.RequestTimeout;
        _logger = logger ?? NullLogger.Instance;
        _pool = options.CreatePool(component, options.Imports ?? new ComponentImports().AddWasi(options.Wasi));
        try
        {
            using var lease = _pool.Rent();
            _ = new IncomingHandlerExports(new WitExports(lease.Instance));
        }
        catch
        {
            _pool.Dispose();
            throw;
        }
    }

    /// <summary>What has been done so far.</summary>
    public ComponentHttpStatistics Statistics
    {
        get
        {
            var pool = _pool.Sandboxes;
            return new ComponentHttpStatistics(
                Volatile.Read(ref _requests), Volatile.Read(ref _failed), Volatile.Read(ref _timedOut), Volatile.Read(ref _rejected), Volatile.Read(ref _aborted),
                Math.Max(pool.Count - pool.IdleCount, 0), pool.WaitingCount, pool.Count);
        }
    }

    /// <summary>Answers a request; a <see cref="RequestDelegate"/>. Does not throw for what goes wrong in the component.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(_timeout);
        var outcome = RequestOutcome.Failed;
        try
        {
            await AnswerAsync(context, stop.Token).ConfigureAwait(false);
            outcome = RequestOutcome.Answered;
        }
        catch (SandboxPoolExhaustedException)
        {
            outcome = RequestOutcome.Rejected;
            Answer(context, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception exception) when (exception is ConnectionAbortedException || (context.RequestAborted.IsCancellationRequested && exception is not OutOfMemoryException))
        {
            outcome = RequestOutcome.Aborted;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SandboxTimeoutException or SandboxCpuBudgetException || stop.IsCancellationRequested)
        {
            outcome = RequestOutcome.TimedOut;
            LogTimeout(_logger, context.Request.Method, context.Request.Path);
            Answer(context, StatusCodes.Status504GatewayTimeout);
        }
        catch (HttpExchangeException exception)
        {
            LogFailure(_logger, exception, context.Request.Method, context.Request.Path);
            Answer(context, StatusCodes.Status502BadGateway);
        }
        catch (Exception exception) when (exception is SandboxException or IOException or InvalidOperationException)
        {
            LogFailure(_logger, exception, context.Request.Method, context.Request.Path);
            Answer(context, StatusCodes.Status500InternalServerError);
        }
        finally
        {
            Count(outcome);
        }
    }

    /// <summary>Ends the instances. Requests that are under way fail.</summary>
    public void Dispose() => _pool.Dispose();

    private async Task AnswerAsync(HttpContext context, CancellationToken stop)
    {
        Task<bool> writing;
        using (var lease = await _pool.RentAsync(stop).ConfigureAwait(false)) writing = await ServeAsync(lease.Instance, context, stop).ConfigureAwait(false);
        // The client may be slow: that is no reason to keep the instance.
        if (!await writing.ConfigureAwait(false)) throw new InvalidOperationException("The component gave no response.");
    }

    /// <summary>Completes when the component has done its part; the task in it when the client has what there is.</summary>
    private static async Task<Task<bool>> ServeAsync(WasmComponentInstance instance, HttpContext context, CancellationToken stop)
    {
        using var exchange = new HttpExchange(instance.GetState<WasiContext>(), RequestReader.Read(context));
        // Begins to write as soon as there is a response, while the component goes on.
        var writing = ResponseWriter.WriteAsync(exchange.Response, context.Response, stop);
        try
        {
            await new IncomingHandlerExports(new WitExports(instance)).HandleAsync(exchange.Request, exchange.ResponseOut, stop).ConfigureAwait(false);
        }
        catch
        {
            // Nothing is written behind the back of whoever answers for the failure.
            exchange.Dispose();
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        return writing;
    }

    /// <summary>The status alone, or, if the response has begun, the end of the connection: half a response must not look like a whole one.</summary>
    private static void Answer(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    private void Count(RequestOutcome outcome)
    {
        Interlocked.Increment(ref _requests);
        switch (outcome)
        {
            case RequestOutcome.Failed: Interlocked.Increment(ref _failed); break;
            case RequestOutcome.TimedOut: Interlocked.Increment(ref _timedOut); break;
            case RequestOutcome.Rejected: Interlocked.Increment(ref _rejected); break;
            case RequestOutcome.Aborted: Interlocked.Increment(ref _aborted); break;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The component failed at {Method} {Path}", EventName = "ComponentFailed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(2, LogLevel.Warning, "The component took too long for {Method} {Path}", EventName = "ComponentTimedOut")]
    private static partial void LogTimeout(ILogger logger, string method, PathString path);
}
