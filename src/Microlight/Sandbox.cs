using System.ComponentModel;
using Microlight.Abi;
using Microlight.Debugging.Gdb;
using Microlight.Diagnostics;
using Microlight.Machine;
using Microlight.Profiling;

namespace Microlight;

/// <summary>
/// A running guest in its own VM. One call at a time, from any thread; a second one at once, or one from within a host function, is
/// refused. A call that ends badly poisons the sandbox until <see cref="Restore()"/>.
/// </summary>
public sealed partial class Sandbox : IDisposable
{
    private readonly SandboxOptions _options;
    private readonly SandboxMemory _memory;
    /// <summary>What it was created from, and the reference to it.</summary>
    private readonly MemoryLayer _origin;
    private readonly Mailbox _mailbox;
    private readonly CallStop _stop;
    private readonly HostDispatcher _host;
    private readonly ExitCounter _exits;
    private readonly DebugTarget? _debugger;
    private readonly CallSampler? _sampler;
    private static int s_lastNumber;
    private readonly int _number = Interlocked.Increment(ref s_lastNumber);
    private IVirtualMachine _machine;
    private ulong _generation = NextGeneration();
    /// <summary>An <see cref="Phase"/>: what is under way. Whoever finds it idle may begin something.</summary>
    private int _phase;
    /// <summary>Whoever makes the sandbox idle next frees it.</summary>
    private bool _disposed;
    /// <summary>The call under way has begun: it can be stopped, and the guest may have run.</summary>
    private bool _begun;
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
        _stop = new CallStop(machine, image);
        _mailbox = new Mailbox(memory.Mailbox, options.MailboxBufferSize);
        _mailbox.WriteHeader(_generation);
        _host = new HostDispatcher(this, _mailbox, image, options);
        _exits = new ExitCounter(image);
        Memories = Array.AsReadOnly<GuestMemory>(memory.Regions);
        FileMappings = Array.AsReadOnly(memory.Files?.Infos ?? []);
        _debugger = options.Debugger?.Attach(this);
        _sampler = options.Profile is { } profile ? new CallSampler(profile, image, memory, _stop) : null;
        _origin = memory.Layer.AddReference();
    }

    /// <summary>Creates a VM for an image. Nothing of the guest runs yet.</summary>
    /// <exception cref="ImportException">The image imports a host function that is not registered, or has another signature.</exception>
    /// <exception cref="InvalidGuestImageException">The image does not fit the options.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    public static Sandbox Create(GuestImage image, SandboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Create(image, snapshot: null, options ?? new SandboxOptions());
    }

    /// <summary>
    /// Creates a VM with the memory of a snapshot, which is also what <see cref="Restore()"/> brings back. Nothing of the guest runs yet.
    /// </summary>
    /// <param name="snapshot">Taken of a sandbox of any process.</param>
    /// <param name="options">Stack, mailbox and memory limit as those of the snapshot's sandbox; null for these and all else as usual.</param>
    /// <exception cref="SnapshotException">The snapshot's sandbox had other options that shape memory.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed of.</exception>
    /// <exception cref="ImportException">The image imports a host function that is not registered, or has another signature.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    public static Sandbox Create(Snapshot snapshot, SandboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Create(snapshot.Image, snapshot, options ?? snapshot.Layout.Key.ToOptions());
    }

    private static Sandbox Create(GuestImage image, Snapshot? snapshot, SandboxOptions options)
    {
        options.Validate();
        if (snapshot is null) image.ThrowUnlessFits(options);
        else snapshot.ThrowUnlessFits(image, image.KeyFor(options), options);
        HostDispatcher.CheckImports(image, options);
        var operation = Operation.Begin(OperationKind.Create, image, options.Isolation);
        Sandbox? sandbox = null;
        Exception? failure = null;
        try
        {
            sandbox = CreateUnmeasured(image, snapshot, options);
            ActiveSandboxes.Add(options.Isolation, 1);
            return sandbox;
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            try
            {
                operation.End(image, sandbox, failure);
            }
            catch
            {
                // A listener threw: the caller gets that instead of the sandbox.
                sandbox?.Dispose();
                throw;
            }
        }
    }

    private static Sandbox CreateUnmeasured(GuestImage image, Snapshot? snapshot, SandboxOptions options)
    {
        var backend = Backend.For(options.Isolation);
        backend.ThrowUnlessAvailable();
        options.Debugger?.ThrowUnlessFree();
        SandboxMemory? memory = null;
        IVirtualMachine? machine = null;
        try
        {
            memory = new SandboxMemory(snapshot?.Acquire() ?? image.Freeze(image.KeyFor(options)), options.FileMappings, backend)
            {
                MaximumTotal = options.MaximumTotalMemory ?? ulong.MaxValue,
            };
            machine = backend.CreateMachine(memory);
            return new Sandbox(image, options, memory, machine);
        }
        catch (Exception exception)
        {
            machine?.Dispose();
            memory?.Dispose();
            if (exception is Win32Exception error)
                throw new HypervisorUnavailableException($"There is no room for another sandbox: {error.Message}{HostLimits.Advice(error)}", error);
            throw;
        }
    }

    /// <summary>The image that it runs.</summary>
    public GuestImage Image { get; }

    /// <summary>What logs, activities, exceptions and crash reports call it: <c>sandbox-</c> and a number that no other of the process has.</summary>
    public string Id => field ??= $"sandbox-{_number}";

    /// <summary>The guest's memory regions in the order of the image's table.</summary>
    public IReadOnlyList<GuestMemory> Memories { get; }

    /// <summary>The files of <see cref="SandboxOptions.FileMappings"/> in their order: where the guest finds them.</summary>
    public IReadOnlyList<MappedFile> FileMappings { get; }

    /// <summary>Whether an earlier call ended badly; every call is refused until <see cref="Restore()"/>.</summary>
    public bool IsPoisoned { get; private set; }

    /// <summary>Whether a call, a restore or a host function that outlived its call is under way.</summary>
    internal bool IsBusy => Volatile.Read(ref _phase) is Phase.Guest or Phase.HostFunction;

    internal bool IsDisposed => _disposed;

    /// <summary>No further call: what the guest left behind in an earlier one turned out to break the rules.</summary>
    internal void Poison() => IsPoisoned = _needsCleanEntry = true;

    internal CancellationToken StopToken => _stop.Token;

    /// <summary>Exits and system calls so far, for tests and benchmarks.</summary>
    internal IVirtualMachine Machine => _machine;

    /// <summary>Whose sandbox it is: for host functions that many sandboxes share, and told what becomes of it.</summary>
    internal ISandboxOwner? Owner { get; set; }

    internal SandboxMemory Memory => _memory;

    internal Mailbox Mailbox => _mailbox;

    /// <summary>The guest function of the call under way has returned what it should: what fails after that is not the guest's doing.</summary>
    private bool HasReturned { get; set; }

    /// <summary>Exits so far, by reason.</summary>
    internal ExitCounter Exits => _exits;

    /// <summary>Bytes of written pages that the last restore brought back.</summary>
    internal ulong RestoredBytes { get; private set; }

    /// <summary>
    /// Ends the VM and frees its memory. A call that is under way is stopped first; if it is in a host function or in the reader of a
    /// <see cref="CallView"/> (which may be what disposes of the sandbox), the memory is freed when that has ended.
    /// </summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        var wait = new SpinWait();
        while (!TryFree())
        {
            // Looked at before the stop: a call that is in a host function can be stopped, and one in a reader is over.
            var serves = Volatile.Read(ref _phase) == Phase.HostFunction;
            _stop.Stop(StopReason.Disposed);
            if (serves) return;
            wait.SpinOnce();
        }
    }

    /// <summary>Frees what the sandbox has if nothing is under way. True if that is done, or being done by another thread.</summary>
    private bool TryFree()
    {
        var before = Interlocked.CompareExchange(ref _phase, Phase.Freed, Phase.Idle);
        if (before != Phase.Idle) return before == Phase.Freed;
        ActiveSandboxes.Add(Isolation, -1);
        _options.Debugger?.Detach(this);
        _machine.Dispose();
        _memory.Dispose();
        _origin.Release();
        Owner?.Ended();
        return true;
    }

    private void ReplaceMachine()
    {
        IVirtualMachine machine;
        try
        {
            // Before the old one goes: where there is no room for another, it is still there to be looked at.
            machine = Backend.For(_options.Isolation).CreateMachine(_memory);
        }
        catch (Win32Exception exception)
        {
            throw new HypervisorUnavailableException($"The sandbox's machine failed and there is no room for another: {exception.Message}{HostLimits.Advice(exception)}", exception);
        }
        _machine.Dispose();
        _machine = machine;
        _stop.Attach(_machine);
        _machineFailed = false;
        _needsCleanEntry = true;
    }

    private void Enter()
    {
        var wait = new SpinWait();
        int before;
        while ((before = Interlocked.CompareExchange(ref _phase, Phase.Guest, Phase.Idle)) == Phase.Looking) wait.SpinOnce();
        if (before == Phase.Idle && !Volatile.Read(ref _disposed)) return;
        if (before == Phase.Idle) Leave();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        throw new InvalidOperationException(before == Phase.HostFunction && !HasReturned
            ? $"The sandbox is busy: its host function '{_host.Current}' runs. A host function cannot call into the sandbox that called it, and a sandbox makes one call at a time."
            : "The sandbox is busy: it makes one call at a time.");
    }

    /// <summary>The guest function has returned, and the caller's code looks at the result: the guest does not run any more.</summary>
    internal void BeginReading()
    {
        HasReturned = true;
        Volatile.Write(ref _phase, Phase.HostFunction);
    }

    private void Leave()
    {
        // A full fence: either this sees the disposal, or the disposal sees an idle sandbox.
        Interlocked.Exchange(ref _phase, Phase.Idle);
        if (Volatile.Read(ref _disposed)) TryFree();
    }

    /// <summary>What a sandbox does, as numbers for <see cref="Interlocked"/>.</summary>
    private static class Phase
    {
        public const int Idle = 0;
        /// <summary>A call, or a restore.</summary>
        public const int Guest = 1;
        /// <summary>A call that is in a host function or in the reader of its result, or a host function that outlives its stopped call.</summary>
        public const int HostFunction = 2;
        /// <summary>For good.</summary>
        public const int Freed = 3;
        /// <summary>A debugger copies something, which takes a moment.</summary>
        public const int Looking = 4;
    }
}
