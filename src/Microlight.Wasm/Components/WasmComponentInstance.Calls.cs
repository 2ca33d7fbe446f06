namespace Microlight.Wasm.Components;

/// <content>Calls of exports, calls of host functions, and destructors.</content>
public sealed partial class WasmComponentInstance
{
    private readonly GuestValue[] _result = new GuestValue[1];
    private readonly List<(string Resource, int Representation)> _dropLater = [];
    /// <summary>Who has the instance: a call from its beginning to its end, or a destructor.</summary>
    private object? _invocation;

    internal ComponentInvocation Begin(ComponentFunction function)
    {
        var invocation = new ComponentInvocation(function, _memory);
        if (!TryEnter(invocation, !function.IsNested)) throw new InvalidOperationException("The component instance is busy: it makes one call at a time.");
        try
        {
            _memory.Begin();
            Resources.Prepare();
            invocation.Arguments = _memory.AllocateZeroed((int)function.Type.Arguments.Size, function.Type.Arguments.Alignment);
            return invocation;
        }
        catch
        {
            End(invocation);
            throw;
        }
    }

    internal int Run(ComponentFunction function, int arguments, CancellationToken cancellationToken)
    {
        Pass(cancellationToken);
        while (TryTakeDrop(out var destructor, out var representation)) _core!.Call(destructor, [representation], [], cancellationToken);
        _core!.Call(function.Function, [arguments], _result, cancellationToken);
        return Return(function);
    }

    internal async ValueTask<int> RunAsync(ComponentFunction function, int arguments, CancellationToken cancellationToken)
    {
        Pass(cancellationToken);
        while (TryTakeDrop(out var destructor, out var representation)) await _core!.CallAsync(destructor, [representation], [], cancellationToken).ConfigureAwait(false);
        await _core!.CallAsync(function.Function, [arguments], _result, cancellationToken).ConfigureAwait(false);
        return Return(function);
    }

    /// <summary>The call is over; does nothing if the instance was restored since it began.</summary>
    internal void End(object invocation)
    {
        Composition?.Leave(invocation);
        if (Volatile.Read(ref _invocation) != invocation) return;
        _memory.End();
        Resources.TakeBack();
        Interlocked.CompareExchange(ref _invocation, null, invocation);
    }

    /// <summary>Whoever has the instance gives it away: a call that was prepared and never ended is over.</summary>
    internal void Abandon()
    {
        if (!Sandbox.IsBusy && Volatile.Read(ref _invocation) is { } invocation) End(invocation);
    }

    /// <summary>Serves a call of a host function; the result is the address of what it returns.</summary>
    internal ValueTask<int> Serve(ComponentHostFunction function, WitType? resultType, int arguments)
    {
        _memory.Resume();
        _call.Arguments = arguments;
        var result = _call.Result = resultType is null ? 0 : _memory.AllocateZeroed((int)resultType.Layout.Size, resultType.Layout.Alignment);
        var task = function(_call);
        if (!task.IsCompletedSuccessfully) return Finish(task, result);
        _memory.Publish();
        return new ValueTask<int>(result);
    }

    /// <summary>Serves a guest that has more to pass than the transfer memory holds now.</summary>
    /// <exception cref="ProtocolViolationException">It may not have as much.</exception>
    internal void GrowTransferMemory(uint size)
    {
        if (!_memory.TryReach(size)) throw new ProtocolViolationException($"The component passes more than its transfer memory may hold: it asked for {size:#,0} bytes, and has {_memory.Size:#,0}.");
    }

    /// <summary>Runs the destructor of a resource of the component: now, or before the next call if there is one under way. Nothing runs in a component that is poisoned.</summary>
    internal void Drop(string resource, int representation)
    {
        var drop = new object();
        if (!TryEnter(drop, isOutermost: true)) DropLater(resource, representation);
        else
        {
            try
            {
                if (Sandbox.IsPoisoned) return;
                _memory.Begin();
                _memory.Publish();
                _core!.Call(Destructor(resource), [representation], [], CancellationToken.None);
            }
            finally
            {
                End(drop);
            }
        }
    }

    /// <inheritdoc cref="Drop"/>
    /// <param name="isOutermost">Not for another component of the same composition.</param>
    internal async ValueTask DropAsync(string resource, int representation, bool isOutermost)
    {
        var drop = new object();
        if (!TryEnter(drop, isOutermost)) DropLater(resource, representation);
        else
        {
            try
            {
                if (Sandbox.IsPoisoned) return;
                _memory.Begin();
                _memory.Publish();
                await _core!.CallAsync(Destructor(resource), [representation], [], CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                End(drop);
            }
        }
    }

    private async ValueTask<int> Finish(ValueTask task, int result)
    {
        await task.ConfigureAwait(false);
        _memory.Publish();
        return result;
    }

    /// <summary>The call is made: what was prepared for it is the guest's.</summary>
    /// <exception cref="SandboxPoisonedException">It cannot be made: an earlier one ended badly.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    private void Pass(CancellationToken cancellationToken)
    {
        if (Sandbox.IsPoisoned) throw new SandboxPoisonedException();
        cancellationToken.ThrowIfCancellationRequested();
        _memory.Publish();
        Resources.Pass();
    }

    private int Return(ComponentFunction function)
    {
        _memory.Resume();
        return function.Type.Result is null ? 0 : _result[0].AsInt32();
    }

    private GuestFunction Destructor(string resource) => Component.Image.GetFunction(HostEdge.Destructor(resource));

    private void DropLater(string resource, int representation)
    {
        lock (_dropLater) _dropLater.Add((resource, representation));
    }

    private bool TryTakeDrop(out GuestFunction destructor, out int representation)
    {
        lock (_dropLater)
        {
            (destructor, representation) = (null!, 0);
            if (_dropLater.Count == 0) return false;
            (var resource, representation) = _dropLater[^1];
            _dropLater.RemoveAt(_dropLater.Count - 1);
            destructor = Destructor(resource);
            return true;
        }
    }

    /// <summary>Takes the instance, and with a call from outside the whole composition that it is a part of.</summary>
    private bool TryEnter(object invocation, bool isOutermost)
    {
        if (isOutermost && Composition?.TryEnter(invocation) == false) return false;
        if (Interlocked.CompareExchange(ref _invocation, invocation, null) is null) return true;
        Composition?.Leave(invocation);
        return false;
    }
}
