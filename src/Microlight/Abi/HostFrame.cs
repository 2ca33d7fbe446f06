using System.Runtime.CompilerServices;

namespace Microlight.Abi;

/// <summary>
/// One sandbox's host call under way: gives a host function its arguments, one after the other, and takes its result. There is one for
/// each sandbox, since that makes one call at a time.
/// </summary>
internal sealed class HostFrame(Mailbox mailbox, HostCall call, int mostArguments, int mostResults)
{
    private readonly GuestValue[] _arguments = new GuestValue[mostArguments], _results = new GuestValue[mostResults];
    private HostImport? _import;
    private int _next;

    public HostCall Call => call;

    /// <summary>A call of that import begins.</summary>
    /// <exception cref="ProtocolViolationException">The guest gives more or fewer arguments than it declared.</exception>
    public void Begin(HostImport import)
    {
        _import = import;
        _next = 0;
        mailbox.CheckHostArguments(import);
    }

    /// <summary>The next argument, or what the host itself gives for a parameter of that type.</summary>
    /// <exception cref="ProtocolViolationException">What the guest wrote is no value of its type.</exception>
    public T Next<T>() where T : allows ref struct
    {
        switch (Crossing.FormOf<T>())
        {
            case CrossingForm.HostCall:
                var self = call;
                return Unsafe.As<HostCall, T>(ref self);
            case CrossingForm.CancellationToken:
                var token = call.CancellationToken;
                return Unsafe.As<CancellationToken, T>(ref token);
            default:
                var index = _next++;
                return mailbox.HostCall.Read<T>(index, _import!.Signature.ParameterTypes[index], SlotOwner.Argument(_import.Name));
        }
    }

    /// <summary>The function is done and has no result.</summary>
    public ValueTask Return()
    {
        mailbox.WriteHostResultCount(0);
        return default;
    }

    /// <summary>The function is done with that result; a task is awaited first.</summary>
    public ValueTask Return<T>(T result) where T : allows ref struct
    {
        if (typeof(T) == typeof(Task)) return ReturnAfter(new ValueTask(Unsafe.As<T, Task>(ref result)));
        if (typeof(T) == typeof(ValueTask)) return ReturnAfter(Unsafe.As<T, ValueTask>(ref result));
        if (_import!.Signature.ResultTypes.Length == 0) return Return(); // F#'s unit
        mailbox.HostCall.BeginWriting();
        mailbox.HostCall.Write(0, _import!.Signature.ResultTypes[0], result, SlotOwner.Result(_import.Name));
        mailbox.WriteHostResultCount(1);
        return default;
    }

    public ValueTask Return<T>(Task<T> result) => Return(new ValueTask<T>(result));

    public ValueTask Return<T>(ValueTask<T> result)
    {
        return result.IsCompletedSuccessfully ? Return(result.Result) : Await(this, result);

        static async ValueTask Await(HostFrame frame, ValueTask<T> result) => await frame.Return(await result.ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Serves a function that takes and gives values.</summary>
    public ValueTask Invoke(RawHostFunction function)
    {
        var (arguments, results) = ReadArguments();
        try
        {
            function(call, arguments.Span, results.Span);
            WriteResults(results.Span);
            return default;
        }
        finally
        {
            Clear(arguments, results);
        }
    }

    /// <inheritdoc cref="Invoke(RawHostFunction)"/>
    public async ValueTask Invoke(AsyncRawHostFunction function)
    {
        var (arguments, results) = ReadArguments();
        try
        {
            await function(call, arguments, results).ConfigureAwait(false);
            WriteResults(results.Span);
        }
        finally
        {
            Clear(arguments, results);
        }
    }

    private ValueTask ReturnAfter(ValueTask task)
    {
        return task.IsCompletedSuccessfully ? Return() : Await(this, task);

        static async ValueTask Await(HostFrame frame, ValueTask task)
        {
            await task.ConfigureAwait(false);
            await frame.Return().ConfigureAwait(false);
        }
    }

    private (Memory<GuestValue> Arguments, Memory<GuestValue> Results) ReadArguments()
    {
        var signature = _import!.Signature;
        var owner = SlotOwner.Argument(_import.Name);
        for (var i = 0; i < signature.ParameterTypes.Length; i++) _arguments[i] = mailbox.HostCall.Read(i, signature.ParameterTypes[i], owner);
        return (_arguments.AsMemory(0, signature.ParameterTypes.Length), _results.AsMemory(0, signature.ResultTypes.Length));
    }

    private void WriteResults(ReadOnlySpan<GuestValue> results)
    {
        var types = _import!.Signature.ResultTypes;
        var owner = SlotOwner.Result(_import.Name);
        mailbox.HostCall.BeginWriting();
        for (var i = 0; i < types.Length; i++) mailbox.HostCall.Write(i, types[i], results[i], owner);
        mailbox.WriteHostResultCount(types.Length);
    }

    /// <summary>Strings and arrays must not live on, nor pass for results of the next call.</summary>
    private static void Clear(Memory<GuestValue> arguments, Memory<GuestValue> results)
    {
        arguments.Span.Clear();
        results.Span.Clear();
    }
}
