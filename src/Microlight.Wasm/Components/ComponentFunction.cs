using Microlight.Wasm.Components.Values;

namespace Microlight.Wasm.Components;

/// <summary>A function that a component instance exports, looked up and checked once, to be called any number of times.</summary>
public sealed class ComponentFunction
{
    internal ComponentFunction(WasmComponentInstance instance, WitFunction type, GuestFunction function) => (Instance, Type, Function) = (instance, type, function);

    /// <summary>Whose function it is.</summary>
    public WasmComponentInstance Instance { get; }

    /// <summary>Its name, parameters and result.</summary>
    public WitFunction Type { get; }

    internal GuestFunction Function { get; }

    /// <summary>It is called by another component of the same composition.</summary>
    internal bool IsNested { get; init; }

    /// <summary>Begins a call: takes the instance for it, and sets memory aside for the parameters. Dispose of what it returns to end the call.</summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    /// <exception cref="TransferMemoryFullException">There is no room for the parameters.</exception>
    public ComponentInvocation Begin() => Instance.Begin(this);

    /// <summary>Calls the function with values of any type; the thread waits for asynchronous host functions.</summary>
    /// <param name="arguments">Values of its parameter types.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Its result; null if it has none.</returns>
    /// <exception cref="ArgumentException">There are more or fewer arguments than parameters, or one is not of its type; the message says where.</exception>
    /// <exception cref="TransferMemoryFullException">The arguments are too large.</exception>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    /// <exception cref="ObjectDisposedException">The instance, or a resource that is passed, was disposed of.</exception>
    /// <exception cref="WasmTrapException">The code trapped.</exception>
    /// <exception cref="ProtocolViolationException">What the component returned is no value of the result's type, or beyond <see cref="TransferLimits"/>.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public WitValue? Call(ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken = default)
    {
        using var call = Prepare(arguments);
        call.Invoke(cancellationToken);
        return ValuePassing.ReadResult(call, Type);
    }

    /// <summary>As <see cref="Call"/>, on no thread while a host function takes its time.</summary>
    /// <inheritdoc cref="Call"/>
    public ValueTask<WitValue?> CallAsync(ReadOnlySpan<WitValue> arguments, CancellationToken cancellationToken = default)
    {
        return Finish(Prepare(arguments), Type, cancellationToken);

        static async ValueTask<WitValue?> Finish(ComponentInvocation call, WitFunction type, CancellationToken cancellationToken)
        {
            using (call)
            {
                await call.InvokeAsync(cancellationToken).ConfigureAwait(false);
                return ValuePassing.ReadResult(call, type);
            }
        }
    }

    private ComponentInvocation Prepare(ReadOnlySpan<WitValue> arguments)
    {
        ValuePassing.CheckArguments(Type, arguments);
        var call = Begin();
        try
        {
            ValuePassing.WriteArguments(call, Type, arguments);
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }
}
