namespace Microlight.Wasm.Components;

/// <summary>
/// A call of an export: write the parameters to <see cref="Memory"/>, invoke it once, read the result, dispose of it.
/// </summary>
public sealed class ComponentInvocation : IDisposable
{
    private readonly ComponentFunction _function;
    private bool _isInvoked, _isOver;

    internal ComponentInvocation(ComponentFunction function, TransferMemory memory) => (_function, Memory) = (function, memory);

    /// <summary>Where parameters and result lie.</summary>
    public TransferMemory Memory { get; }

    /// <summary>Where the parameters are to be written: each where it lies in a record of all their types. All bytes are 0.</summary>
    public int Arguments { get; internal set; }

    /// <summary>After the call: where the result lies; 0 if the function has none.</summary>
    public int Result { get; private set; }

    /// <summary>The instance's resources.</summary>
    public ComponentResources Resources => _function.Instance.Resources;

    /// <summary>Runs the function; the thread waits for asynchronous host functions.</summary>
    /// <exception cref="InvalidOperationException">It was invoked already, or is over.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WasmTrapException">The code trapped.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    public void Invoke(CancellationToken cancellationToken = default)
    {
        Enter();
        Result = _function.Instance.Run(_function, Arguments, cancellationToken);
    }

    /// <summary>As <see cref="Invoke"/>, on no thread while a host function takes its time.</summary>
    /// <inheritdoc cref="Invoke"/>
    public async ValueTask InvokeAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        Result = await _function.Instance.RunAsync(_function, Arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The call is over: its memory may be used again, the next call may begin.</summary>
    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        _function.Instance.End(this);
    }

    private void Enter()
    {
        if (_isInvoked || _isOver) throw new InvalidOperationException("An invocation is one call; begin another.");
        _isInvoked = true;
    }
}
