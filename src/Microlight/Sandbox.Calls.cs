using Microlight.Diagnostics;

namespace Microlight;

/// <content>Calls of guest functions.</content>
public sealed partial class Sandbox
{
    /// <summary>Calls a guest function that returns nothing.</summary>
    /// <exception cref="ArgumentException">There is no such function, or the arguments are not what it takes.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    public void Call(string function, params ReadOnlySpan<GuestValue> arguments)
    {
        var target = Image.GetFunction(function);
        if (target.Signature.ResultTypes.Length != 0)
            throw new ArgumentException($"The guest function '{function}' returns a value; use Call<T>.", nameof(function));
        Invoke(target, arguments, []);
    }

    /// <summary>Calls a guest function that returns one value of the .NET type that stands for its result type.</summary>
    /// <exception cref="ArgumentException">There is no such function, it returns something else, or the arguments are not what it takes.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    public TResult Call<TResult>(string function, params ReadOnlySpan<GuestValue> arguments)
    {
        var target = Image.GetFunction(function);
        var types = target.Signature.ResultTypes;
        if (types.Length != 1 || types[0] != GuestConvert.TypeOf<TResult>())
            throw new ArgumentException($"The guest function '{function}' has the signature {target.Signature}; it does not return a {typeof(TResult).Name}.", nameof(function));
        GuestValue result = default;
        Invoke(target, arguments, new Span<GuestValue>(ref result));
        return GuestConvert.From<TResult>(result);
    }

    /// <summary>Calls a guest function; allocates nothing if all types are numbers.</summary>
    /// <param name="function">One of the image's functions.</param>
    /// <param name="arguments">Values of the signature's parameter types.</param>
    /// <param name="results">As many entries as the signature has results.</param>
    /// <param name="cancellationToken">Stops the call, also if it is cancelled already.</param>
    /// <exception cref="ArgumentException">The arguments or the room for results are not what the signature says.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If the guest had started, the sandbox is poisoned.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    public void Invoke(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (results.Length != function.Signature.ResultTypes.Length)
            throw new ArgumentException($"The guest function '{function.Name}' returns {function.Signature.ResultTypes.Length} values; there is room for {results.Length}.", nameof(results));
        Enter();
        var operation = Operation.Begin(OperationKind.Call, Image, Isolation, function.Name);
        Exception? failure = null;
        try
        {
            if (IsPoisoned) throw new SandboxPoisonedException();
            cancellationToken.ThrowIfCancellationRequested();
            _mailbox.WriteArguments(function, arguments);
            _stop.Begin(_options.CallTimeout, cancellationToken);
            var finished = false;
            try
            {
                Run(function, cancellationToken);
                _mailbox.ReadResults(function, results);
                finished = true;
            }
            finally
            {
                _stop.End();
                if (!finished) IsPoisoned = _needsCleanEntry = true;
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            if (exception is SandboxException ending) ending.SetOrigin(Id, function.Name);
            throw;
        }
        finally
        {
            operation.End(Image, this, failure);
            Leave();
        }
    }
}
