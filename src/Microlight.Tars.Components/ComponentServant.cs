using Microlight.Tars.Components.Plans;
using Microlight.Tars.Idl;
using Microlight.Wasi;
using Microlight.Wasm.Components;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microlight.Tars.Components;

/// <summary>
/// Answers the requests of an object with a component that exports the WIT world of its interface (docs/tars.md). A call that goes wrong in
/// the component is answered with <see cref="TarsReturnCode.InvokeTimeout"/> where its time or CPU time was spent, with
/// <see cref="TarsReturnCode.Unknown"/> where it trapped, exited, was denied something or broke the contract, without details. It hurts no other call.
/// </summary>
public sealed partial class ComponentServant : TarsServant, IDisposable
{
    private readonly Dictionary<string, FunctionPlan> _functions = new(StringComparer.Ordinal);
    private readonly WasmComponentPool _pool;
    private readonly long _parameterBytes;
    private readonly bool _hasCall;
    private readonly ILogger _logger;

    /// <summary>Compares the component with the interface, and makes the first instance.</summary>
    /// <param name="component">Stays the caller's, and has to live as long as this.</param>
    /// <param name="interface">Of a document without errors.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="logger">Is told why calls failed; null for nobody.</param>
    /// <exception cref="ArgumentException">The component does not export the interface's world, which the message compares; or an option is out of its range.</exception>
    /// <exception cref="IdlException">WIT has nothing for something in the interface.</exception>
    /// <exception cref="ImportException">The component imports what it is not given.</exception>
    /// <exception cref="InvalidOperationException">The component takes handles of the host's objects while it is initialised.</exception>
    /// <exception cref="SandboxException">Its initialisation ended badly; the subclass says how.</exception>
    public ComponentServant(WasmComponent component, IdlInterface @interface, ComponentServantOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(@interface);
        options ??= new ComponentServantOptions();
        _logger = logger ?? NullLogger.Instance;
        _parameterBytes = options.Limits.Bytes;
        Bind(component, @interface);
        var imports = options.Imports ?? new ComponentImports().AddWasi(options.Wasi).AddTarsCall();
        _hasCall = imports.Contains(TarsCallImports.Interface);
        _pool = options.CreatePool(component, imports);
    }

    /// <summary>The sandboxes: how many there are, and who waits.</summary>
    public SandboxPool Sandboxes => _pool.Sandboxes;

    internal WasmComponentPool Pool => _pool;

    /// <inheritdoc/>
    public override async ValueTask InvokeAsync(TarsCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!_functions.TryGetValue(call.FunctionName, out var function))
        {
            await NoFunctionAsync(call).ConfigureAwait(false);
            return;
        }
        using var lease = await RentAsync(call).ConfigureAwait(false);
        var instance = lease.Instance;
        var answered = _hasCall ? instance.GetState<AnsweredCall>() : null;
        if (answered is not null) answered.Call = call;
        try
        {
            using var invocation = instance.GetFunction(function.Path).Begin();
            function.ReadParameters(call, invocation, _parameterBytes);
            await invocation.InvokeAsync(call.CancellationToken).ConfigureAwait(false);
            function.WriteResults(call, invocation);
        }
        catch (Exception exception) when (exception is SandboxTimeoutException or SandboxCpuBudgetException)
        {
            LogFailure(_logger, LogLevel.Warning, call.Request.ServantName, function.Path, exception.Message);
            throw new TarsException(TarsReturnCode.InvokeTimeout, "The function took too long.", exception);
        }
        catch (SandboxException exception) when (exception is not HostFunctionException)
        {
            LogFailure(_logger, LogLevel.Error, call.Request.ServantName, function.Path, exception.Message);
            throw new TarsException(TarsReturnCode.Unknown, "The servant failed.", exception);
        }
        finally
        {
            if (answered is not null) answered.Call = null;
        }
    }

    /// <summary>Ends the instances. Calls that are under way fail.</summary>
    public void Dispose() => _pool.Dispose();

    private async ValueTask<PooledComponent> RentAsync(TarsCall call)
    {
        try
        {
            return await _pool.RentAsync(call.CancellationToken).ConfigureAwait(false);
        }
        catch (SandboxPoolExhaustedException exception)
        {
            throw new TarsException(TarsReturnCode.Overload, "The servant has more calls waiting than it takes.", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new TarsException(TarsReturnCode.QueueTimeout, "The call waited too long for its turn.", exception);
        }
    }

    private void Bind(WasmComponent component, IdlInterface @interface)
    {
        // Names that are none in WIT, or become one, are said as the writer of the world says them.
        _ = WitWriter.Write(@interface, "");
        var name = WitWriter.InterfaceName(@interface);
        foreach (var function in @interface.Functions)
        {
            var path = $"{name}#{WitWriter.Name(function.Name, function.Position)}";
            if (!component.World.TryGetExport(path, out var exported))
                throw new ArgumentException($"'{component.Image.Name}' is no servant of {@interface.Name}: it exports no {path}. 'microlight tars wit' writes the world that it has to export.", nameof(component));
            try
            {
                _functions.Add(function.Name, new FunctionPlan(function, exported));
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"'{component.Image.Name}' is no servant of {@interface.Name}: {exception.Message}", nameof(component), exception);
            }
        }
    }

    /// <summary>A guest's doing, any number of times: where it was in the host says nothing.</summary>
    [LoggerMessage(EventId = 1, Message = "{Servant}: {Function} failed. {Reason}", EventName = "ComponentFailed")]
    private static partial void LogFailure(ILogger logger, LogLevel level, string servant, string function, string reason);
}
