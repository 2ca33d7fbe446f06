using Microlight.Abi;

namespace Microlight;

/// <content>Calls of guest functions.</content>
public sealed partial class Sandbox
{
    /// <summary>Calls a guest function that returns nothing.</summary>
    /// <inheritdoc cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>
    public void Call(string function, params ReadOnlySpan<GuestValue> arguments) => Call(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="Call(string, ReadOnlySpan{GuestValue})"/>
    public void Call(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken) =>
        Invoke(FindWithoutResult(function, "Call<T>"), arguments, [], cancellationToken);

    /// <summary>Calls a guest function that returns one value of the .NET type that stands for its result type.</summary>
    /// <inheritdoc cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>
    public TResult Call<TResult>(string function, params ReadOnlySpan<GuestValue> arguments) => Call<TResult>(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="Call{TResult}(string, ReadOnlySpan{GuestValue})"/>
    public TResult Call<TResult>(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken)
    {
        var target = FindWithResult<TResult>(function);
        Enter(target, arguments, 1);
        return Run<OneResult<TResult>, TResult>(target, default, default, cancellationToken);
    }

    /// <summary>Calls a guest function; allocates nothing if all types are numbers.</summary>
    /// <remarks>The calling thread waits for asynchronous host functions.</remarks>
    /// <param name="function">One of the image's functions.</param>
    /// <param name="arguments">Values of the signature's parameter types.</param>
    /// <param name="results">As many entries as the signature has results.</param>
    /// <param name="cancellationToken">Stops the call, also if it is cancelled already.</param>
    /// <exception cref="ArgumentException">There is no such function, the arguments are not what it takes, or it returns something else.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If the guest had started, the sandbox is poisoned.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way, or a host function of a stopped one.</exception>
    /// <exception cref="ObjectDisposedException">The sandbox was disposed of, before the call or while it ran.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    public void Invoke(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results, CancellationToken cancellationToken = default) =>
        Invoke(function, arguments, results, default, cancellationToken);

    /// <summary>As <see cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>, with budgets of this call's own.</summary>
    /// <inheritdoc cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>
    public void Invoke(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results, CallLimits limits, CancellationToken cancellationToken = default)
    {
        Enter(function, arguments, results.Length);
        Run<ResultSpan, int>(function, new ResultSpan(results), limits, cancellationToken);
    }

    /// <summary>As <see cref="Call(string, ReadOnlySpan{GuestValue})"/>, asynchronously.</summary>
    /// <inheritdoc cref="InvokeAsync(GuestFunction, ReadOnlySpan{GuestValue}, Memory{GuestValue}, CancellationToken)"/>
    public ValueTask CallAsync(string function, params ReadOnlySpan<GuestValue> arguments) => CallAsync(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync(string, ReadOnlySpan{GuestValue})"/>
    public ValueTask CallAsync(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken) =>
        InvokeAsync(FindWithoutResult(function, "CallAsync<T>"), arguments, default, cancellationToken);

    /// <summary>As <see cref="Call{TResult}(string, ReadOnlySpan{GuestValue})"/>, asynchronously.</summary>
    /// <inheritdoc cref="InvokeAsync(GuestFunction, ReadOnlySpan{GuestValue}, Memory{GuestValue}, CancellationToken)"/>
    public ValueTask<TResult> CallAsync<TResult>(string function, params ReadOnlySpan<GuestValue> arguments) =>
        CallAsync<TResult>(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync{TResult}(string, ReadOnlySpan{GuestValue})"/>
    public ValueTask<TResult> CallAsync<TResult>(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken)
    {
        var target = FindWithResult<TResult>(function);
        Enter(target, arguments, 1);
        return RunAsync<OneResult<TResult>, TResult>(target, default, default, cancellationToken);
    }

    /// <summary>
    /// As <see cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>,
    /// asynchronously: the guest runs on the calling thread up to the first host function whose task is incomplete, and after that on
    /// threads of the pool. While it waits for a host function it holds no thread. Allocates nothing if no host function makes it wait
    /// and all types are numbers.
    /// </summary>
    /// <remarks>
    /// Wrong arguments and a busy sandbox are thrown at once, everything else by the task. A stop (token, time limit, disposal) during
    /// a host function cancels <see cref="HostCall.CancellationToken"/>; the call ends when the function does, at the latest after
    /// <see cref="SandboxOptions.HostFunctionGrace"/>. Until the function has ended the sandbox stays busy and keeps its memory.
    /// </remarks>
    /// <inheritdoc cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>
    public ValueTask InvokeAsync(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Memory<GuestValue> results, CancellationToken cancellationToken = default) =>
        InvokeAsync(function, arguments, results, default, cancellationToken);

    /// <summary>As <see cref="InvokeAsync(GuestFunction, ReadOnlySpan{GuestValue}, Memory{GuestValue}, CancellationToken)"/>, with budgets of this call's own.</summary>
    /// <inheritdoc cref="InvokeAsync(GuestFunction, ReadOnlySpan{GuestValue}, Memory{GuestValue}, CancellationToken)"/>
    public ValueTask InvokeAsync(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Memory<GuestValue> results, CallLimits limits, CancellationToken cancellationToken = default)
    {
        Enter(function, arguments, results.Length);
        var task = RunAsync<ResultMemory, int>(function, new ResultMemory(results), limits, cancellationToken);
        return task.IsCompletedSuccessfully ? default : new ValueTask(task.AsTask());
    }

    /// <summary>
    /// Calls a guest function that returns bytes or a string (whose UTF-8 is not checked) and has <paramref name="read"/> look at them
    /// where they lie: nothing is copied.
    /// </summary>
    /// <param name="function">The name of one of the image's functions.</param>
    /// <param name="arguments">Values of the signature's parameter types.</param>
    /// <param name="state">What <paramref name="read"/> needs, so that it can be a static function.</param>
    /// <param name="read">Gets a view that is valid until it returns. It cannot call the sandbox. What it throws is passed on and does not poison.</param>
    /// <param name="cancellationToken">Stops the call, also if it is cancelled already.</param>
    /// <returns>What <paramref name="read"/> made of it.</returns>
    /// <inheritdoc cref="Invoke(GuestFunction, ReadOnlySpan{GuestValue}, Span{GuestValue}, CancellationToken)"/>
    public TResult CallView<TState, TResult>(
        string function, ReadOnlySpan<GuestValue> arguments, TState state, Func<ReadOnlySpan<byte>, TState, TResult> read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        var target = FindWithView(function);
        Enter(target, arguments, 1);
        return Run<ResultView<TState, TResult>, TResult>(target, new ResultView<TState, TResult>(this, state, read), default, cancellationToken);
    }

    /// <summary>As <see cref="CallView"/>, asynchronously.</summary>
    /// <inheritdoc cref="CallView"/>
    public ValueTask<TResult> CallViewAsync<TState, TResult>(
        string function, ReadOnlySpan<GuestValue> arguments, TState state, Func<ReadOnlySpan<byte>, TState, TResult> read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        var target = FindWithView(function);
        Enter(target, arguments, 1);
        return RunAsync<ResultView<TState, TResult>, TResult>(target, new ResultView<TState, TResult>(this, state, read), default, cancellationToken);
    }

    private GuestFunction FindWithView(string function)
    {
        var target = Image.GetFunction(function);
        return target.Signature.ResultTypes is [GuestType.Bytes or GuestType.String]
            ? target
            : throw new ArgumentException($"The guest function '{function}' has the signature {target.Signature}; it does not return bytes or a string.", nameof(function));
    }

    private GuestFunction FindWithoutResult(string function, string other)
    {
        var target = Image.GetFunction(function);
        return target.Signature.ResultTypes.Length == 0
            ? target
            : throw new ArgumentException($"The guest function '{function}' returns a value; use {other}.", nameof(function));
    }

    private GuestFunction FindWithResult<TResult>(string function)
    {
        var target = Image.GetFunction(function);
        var types = target.Signature.ResultTypes;
        return types.Length == 1 && types[0] == Crossing.TypeOf<TResult>()
            ? target
            : throw new ArgumentException($"The guest function '{function}' has the signature {target.Signature}; it does not return one {typeof(TResult).Name}.", nameof(function));
    }

    /// <summary>Takes the sandbox for a call and puts the arguments into the mailbox.</summary>
    private void Enter(GuestFunction function, ReadOnlySpan<GuestValue> arguments, int results)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (results != function.Signature.ResultTypes.Length)
            throw new ArgumentException($"The guest function '{function.Name}' returns {function.Signature.ResultTypes.Length} values; there is room for {results}.", nameof(results));
        Enter();
        try
        {
            _mailbox.WriteArguments(function, arguments);
        }
        catch
        {
            Leave();
            throw;
        }
    }
}
