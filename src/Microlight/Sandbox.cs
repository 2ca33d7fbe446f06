using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;
using Microlight.Machine;
using Microlight.Machine.Kvm;

namespace Microlight;

/// <summary>
/// A running guest in its own VM. One call at a time, from any thread; a second one at once, or one from within a host function, is
/// refused. A call that ends badly poisons the sandbox until <see cref="Restore"/>.
/// </summary>
public sealed class Sandbox : IDisposable
{
    private readonly SandboxOptions _options;
    private readonly SandboxMemory _memory;
    private readonly Mailbox _mailbox;
    private readonly CallStop _stop;
    private readonly HostDispatcher _host;
    private IVirtualMachine _machine;
    private ulong _generation;
    /// <summary>1 while a call, a restore or a disposal is under way.</summary>
    private int _busy;
    private bool _disposed;
    /// <summary>The next call must not see registers and FPU state of what ran before.</summary>
    private bool _needsCleanEntry = true;
    /// <summary>The machine must not run again: a new one takes its place.</summary>
    private bool _machineFailed;

    private unsafe Sandbox(GuestImage image, SandboxOptions options, SandboxMemory memory, IVirtualMachine machine)
    {
        Image = image;
        _options = options;
        _memory = memory;
        _machine = machine;
        _stop = new CallStop(machine);
        _mailbox = new Mailbox(memory.Mailbox, options.MailboxBufferSize);
        _mailbox.WriteHeader(_generation);
        _host = new HostDispatcher(this, _mailbox, image, options);
        Memories = Array.AsReadOnly<GuestMemory>(memory.Regions);
    }

    /// <summary>Creates a VM for an image. Nothing of the guest runs yet.</summary>
    /// <exception cref="ImportException">The image imports a host function that is not registered, or has another signature.</exception>
    /// <exception cref="InvalidGuestImageException">The image does not fit the options.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    public static Sandbox Create(GuestImage image, SandboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new SandboxOptions();
        options.Validate();
        HostDispatcher.CheckImports(image, options);
        var system = KvmSystem.Open();
        SandboxMemory? memory = null;
        IVirtualMachine? machine = null;
        try
        {
            memory = new SandboxMemory(image.Freeze(options));
            machine = new KvmMachine(system, memory.Image.PageTableRoot);
            memory.AttachTo(machine);
            return new Sandbox(image, options, memory, machine);
        }
        catch (Exception exception)
        {
            machine?.Dispose();
            memory?.Dispose();
            if (exception is Win32Exception) throw new HypervisorUnavailableException($"There is no room for another sandbox: {exception.Message}", exception);
            throw;
        }
    }

    public GuestImage Image { get; }

    /// <summary>The guest's memory regions in the order of the image's table.</summary>
    public IReadOnlyList<GuestMemory> Memories { get; }

    /// <summary>Whether an earlier call ended badly; every call is refused until <see cref="Restore"/>.</summary>
    public bool IsPoisoned { get; private set; }

    internal CancellationToken StopToken => _stop.Token;

    /// <summary>Exits and system calls so far, for tests and benchmarks.</summary>
    internal IVirtualMachine Machine => _machine;

    /// <summary>Bytes of written pages that the last restore brought back.</summary>
    internal ulong RestoredBytes { get; private set; }

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
        finally
        {
            Leave();
        }
    }

    /// <summary>Back to the state at creation: memory, registers and sizes. Cures a poisoned sandbox.</summary>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void Restore()
    {
        Enter();
        try
        {
            // Until it is done: a restore that fails half-way leaves nothing to run.
            IsPoisoned = true;
            RestoredBytes = _memory.Restore();
            _mailbox.WriteHeader(++_generation);
            if (_machineFailed) ReplaceMachine();
            _needsCleanEntry = true;
            IsPoisoned = false;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets the next call run on the memory that a trap left behind: what WebAssembly's embedding asks for after a trap.</summary>
    internal void ContinueAfterTrap()
    {
        Enter();
        try
        {
            if (_machineFailed) ReplaceMachine();
            IsPoisoned = false;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Copies what the guest has at an address, for looking at a trap; false where nothing is mapped. Not during a call.</summary>
    internal bool TryRead(ulong address, Span<byte> destination)
    {
        if (!_memory.TryRead(address, out var bytes) || bytes.Length < destination.Length) return false;
        bytes[..destination.Length].CopyTo(destination);
        return true;
    }

    /// <summary>Ends the VM and frees its memory. A call that another thread has under way is stopped first.</summary>
    /// <exception cref="InvalidOperationException">A host function of this sandbox tried to dispose of it.</exception>
    public void Dispose()
    {
        if (_host.IsServingOnThisThread) throw new InvalidOperationException("A host function cannot dispose of the sandbox that called it.");
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            _stop.Stop(StopReason.Disposed);
            wait.SpinOnce();
        }
        if (!_disposed)
        {
            _disposed = true;
            _machine.Dispose();
            _memory.Dispose();
        }
        Leave();
    }

    private void Run(GuestFunction function, CancellationToken cancellationToken)
    {
        _machine.SetEntry(_needsCleanEntry ? Trampoline.CleanEntry : Trampoline.Entry, GuestLayout.StackTop, GuestLayout.Mailbox, function.Address,
            resetSystemState: _needsCleanEntry);
        _needsCleanEntry = false;
        while (true)
        {
            var exit = _machine.Run();
            switch (exit.Kind)
            {
                case ExitKind.Port:
                    switch (exit.Detail)
                    {
                        case Ports.CallDone:
                            return;
                        case Ports.HostCall:
                            _host.Serve(_stop, cancellationToken, _options.CallTimeout);
                            break;
                        case Ports.MemoryGrow:
                            Grow();
                            break;
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
                    ThrowIfStopped(_stop, cancellationToken, _options.CallTimeout);
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

    private void Grow()
    {
        var (region, delta) = _mailbox.ReadGrowth();
        if (region >= (uint)_memory.Regions.Length)
            throw new ProtocolViolationException($"The guest asked for memory in region {region}; it has {_memory.Regions.Length}.");
        if (delta % PageTables.SmallPage != 0)
            throw new ProtocolViolationException($"The guest asked for {delta} bytes of memory; that is not a multiple of 4096.");
        _mailbox.WriteGrowth(_memory.Regions[region].TryGrow(delta, _memory));
    }

    internal static void ThrowIfStopped(CallStop stop, CancellationToken cancellationToken, TimeSpan? timeout)
    {
        switch (stop.Reason)
        {
            case StopReason.TimedOut: throw new SandboxTimeoutException(timeout.GetValueOrDefault());
            case StopReason.Cancelled: throw new OperationCanceledException("The guest call was cancelled.", cancellationToken);
            case StopReason.Disposed: throw new ObjectDisposedException(nameof(Sandbox), "The sandbox was disposed of while it ran.");
        }
    }

    [DoesNotReturn]
    private void ThrowMachineFailure()
    {
        _machineFailed = true;
        ThrowTrap(TrapReader.ReadMachine(_machine, _memory, Image));
    }

    [DoesNotReturn]
    private void ThrowTrap(GuestTrap trap)
    {
        if (trap.Cause == GuestTrapCause.Machine) _machineFailed = true;
        throw new GuestTrapException(trap, TrapReader.Describe(trap, _memory.Image));
    }

    private void ReplaceMachine()
    {
        _machine.Dispose();
        try
        {
            _machine = new KvmMachine(KvmSystem.Open(), _memory.Image.PageTableRoot);
            _memory.AttachTo(_machine);
        }
        catch (Win32Exception exception)
        {
            throw new HypervisorUnavailableException($"The sandbox's machine failed and there is no room for another: {exception.Message}", exception);
        }
        _stop.Attach(_machine);
        _machineFailed = false;
        _needsCleanEntry = true;
    }

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            throw new InvalidOperationException(_host.IsServingOnThisThread
                ? "A host function cannot call into the sandbox that called it."
                : "The sandbox is busy with another thread's call; a sandbox makes one call at a time.");
        if (!_disposed) return;
        Leave();
        throw new ObjectDisposedException(nameof(Sandbox));
    }

    private void Leave() => Volatile.Write(ref _busy, 0);
}
