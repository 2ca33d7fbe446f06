using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;
using Microlight.Diagnostics;
using Microlight.Machine;

namespace Microlight;

/// <content>The run loop: one turn per exit.</content>
public sealed partial class Sandbox
{
    /// <summary>A call for which the sandbox was entered, on this thread.</summary>
    private TResult Run<TReader, TResult>(GuestFunction function, TReader reader, CallLimits limits, CancellationToken cancellationToken)
        where TReader : IResultReader<TResult>, allows ref struct
    {
        Operation operation = default;
        Exception? failure = null;
        try
        {
            operation = Operation.Begin(OperationKind.Call, Image, Isolation, function.Name);
            Begin(function, limits, cancellationToken);
            while (!Run())
            {
                Wait();
                Resume();
            }
            _mailbox.CheckResults(function);
            return reader.Read(_mailbox.Call, function);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            End(function, operation, failure);
        }
    }

    /// <summary>As <see cref="Run{TReader, TResult}"/>, on no thread while it waits.</summary>
    private async ValueTask<TResult> RunAsync<TReader, TResult>(GuestFunction function, TReader reader, CallLimits limits, CancellationToken cancellationToken)
        where TReader : IResultReader<TResult>
    {
        Operation operation = default;
        Exception? failure = null;
        try
        {
            operation = Operation.Begin(OperationKind.Call, Image, Isolation, function.Name);
            Begin(function, limits, cancellationToken);
            while (!Run())
            {
                await WaitAsync().ConfigureAwait(false);
                Resume();
            }
            _mailbox.CheckResults(function);
            return reader.Read(_mailbox.Call, function);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            End(function, operation, failure);
        }
    }

    /// <summary>Makes the machine ready for a function whose arguments are in the mailbox.</summary>
    private void Begin(GuestFunction function, CallLimits limits, CancellationToken cancellationToken)
    {
        limits = limits.Over(_options);
        if (IsPoisoned) throw new SandboxPoisonedException();
        cancellationToken.ThrowIfCancellationRequested();
        _begun = true;
        HasReturned = false;
        _stop.Begin(limits.Timeout, limits.CpuBudget, cancellationToken);
        _machine.SetEntry(_needsCleanEntry ? Trampoline.CleanEntry : Trampoline.Entry, GuestLayout.StackTop, GuestLayout.Mailbox, function.Address,
            resetSystemState: _needsCleanEntry);
        _needsCleanEntry = false;
        _debugger?.BeginCall();
        _sampler?.Begin();
    }

    /// <summary>
    /// Runs the guest until its function has returned (true) or it waits for a host function whose task is incomplete (false). The
    /// vCPU, and in it the guest's stack, then stay as they are; after <see cref="Resume"/> this is called again, on whatever thread.
    /// </summary>
    private bool Run()
    {
        while (true)
        {
            _stop.EnterGuest();
            var exit = _machine.Run();
            _stop.LeaveGuest();
            _exits.Count(exit);
            if (_debugger is not null && _debugger.Handles(exit)) continue;
            switch (exit.Kind)
            {
                case ExitKind.Port:
                    switch (exit.Detail)
                    {
                        case Ports.CallDone:
                            return true;
                        case Ports.HostCall:
                            if (!Serve()) return false;
                            break;
                        case Ports.MemoryGrow:
                            Grow();
                            break;
                        case Ports.Wait:
                            Sleep();
                            return false;
                        case Ports.Abort:
                            ThrowTrap(TrapReader.ReadAbort(_machine, _memory, Image));
                            break;
                        case >= Ports.ExceptionBase and < Ports.ExceptionBase + Microlight.Machine.Monitor.VectorCount:
                            ThrowTrap(TrapReader.ReadException(_machine, _memory, Image, (int)exit.Detail - Ports.ExceptionBase));
                            break;
                        default:
                            ThrowMachineFailure();
                            break;
                    }
                    break;
                case ExitKind.Interrupted:
                    // The runtime's own signals interrupt too: only a stop ends the call.
                    _stop.ThrowIfStopped();
                    _sampler?.Sample(_machine);
                    break;
                case ExitKind.Killed:
                    _machineFailed = true;
                    _stop.ThrowIfStopped();
                    ThrowMachineFailure();
                    break;
                case ExitKind.Uncommitted:
                    ThrowTrap(TrapReader.ReadUncommitted(_machine, _memory, Image));
                    break;
                default:
                    ThrowMachineFailure();
                    break;
            }
        }
    }

    /// <summary>What every call ends with; <paramref name="failure"/> is null if the guest function returned what it should.</summary>
    private void End(GuestFunction function, in Operation operation, Exception? failure)
    {
        (failure as SandboxException)?.SetOrigin(Id, function.Name);
        if (_begun)
        {
            _begun = false;
            _debugger?.EndCall();
            _sampler?.End();
            _stop.End();
            if (failure is not null && !HasReturned) IsPoisoned = _needsCleanEntry = true;
        }
        try
        {
            operation.End(Image, this, failure);
        }
        finally
        {
            // Also where a listener throws.
            LeaveCall();
        }
    }

    /// <summary>Makes the sandbox idle, now or when the host function that outlives its call has ended.</summary>
    private void LeaveCall()
    {
        if (_host.Pending is not { } abandoned)
        {
            Leave();
            return;
        }
        // The sandbox stays busy: the function may use its arguments and the guest's memory until it has ended.
        abandoned.ContinueWith(static (task, state) =>
        {
            _ = task.Exception;
            var sandbox = (Sandbox)state!;
            sandbox._host.Forget();
            sandbox.Leave();
        }, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private bool Serve()
    {
        Volatile.Write(ref _phase, Phase.HostFunction);
        try
        {
            if (!_host.Start()) return false;
        }
        catch (HostFunctionException)
        {
            // However a function ends when its token is cancelled, it ends for that.
            _stop.ThrowIfStopped();
            throw;
        }
        Volatile.Write(ref _phase, Phase.Guest);
        return true;
    }

    /// <summary>After a wait: takes what the host function's task has brought, or ends the call for which it took too long.</summary>
    private void Resume()
    {
        if (!_host.Pending!.IsCompleted) _stop.ThrowIfStopped();
        try
        {
            _host.Finish();
        }
        catch (HostFunctionException)
        {
            _stop.ThrowIfStopped();
            throw;
        }
        Volatile.Write(ref _phase, Phase.Guest);
    }

    /// <summary>Waits on this thread for the pending host function or, once the call is stopped, for what its grace leaves.</summary>
    private void Wait()
    {
        var ended = Task.WhenAny(_host.Pending!);
        try
        {
            ended.Wait(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            ended.Wait(_options.HostFunctionGrace);
        }
    }

    /// <summary>As <see cref="Wait"/>, without a thread.</summary>
    private async Task WaitAsync()
    {
        var pending = _host.Pending!;
        await pending.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!pending.IsCompleted) await pending.WaitAsync(_options.HostFunctionGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Guest code must not run inside whatever completed the task or stopped the call.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    /// <summary>A wait like that for a host function's task, so that a stop ends it and an asynchronous call has no thread meanwhile.</summary>
    private void Sleep()
    {
        const ulong most = 86_400_000_000_000;
        var nanoseconds = _mailbox.ReadWait();
        if (nanoseconds > most) throw new ProtocolViolationException($"The guest wants to sleep for {nanoseconds} ns; {most}, a day, is the most at once.");
        Volatile.Write(ref _phase, Phase.HostFunction);
        _host.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(nanoseconds / 1e6)), _stop.Token);
    }

    private void Grow()
    {
        var (region, delta) = _mailbox.ReadGrowth();
        if (region >= (uint)_memory.Regions.Length)
            throw new ProtocolViolationException($"The guest asked for memory in region {region}; it has {_memory.Regions.Length}.");
        if (delta % PageTables.SmallPage != 0)
            throw new ProtocolViolationException($"The guest asked for {delta} bytes of memory; that is not a multiple of 4096.");
        _mailbox.WriteGrowth(_memory.TryGrow((int)region, delta));
    }

    [DoesNotReturn]
    private void ThrowMachineFailure()
    {
        _machineFailed = true;
        ThrowTrap(TrapReader.ReadMachine(_machine, _memory, Image));
    }
}
