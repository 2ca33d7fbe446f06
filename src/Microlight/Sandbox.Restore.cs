using System.ComponentModel;
using Microlight.Diagnostics;
using Microlight.Machine;

namespace Microlight;

/// <content>Snapshots, and back to an earlier state.</content>
public sealed partial class Sandbox
{
    /// <summary>The last generation given out. Random at first, so that values of other processes do not come again in this one.</summary>
    private static long s_generation = Random.Shared.NextInt64();

    /// <summary>
    /// Back to the state at creation: memory, registers and sizes; for a sandbox created from a snapshot that is the snapshot. Cures a
    /// poisoned sandbox. Takes time for the pages that were written since, not for the memory there is.
    /// </summary>
    /// <exception cref="HypervisorUnavailableException">The host has no room for it; the sandbox stays poisoned, and a later restore may work.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void Restore()
    {
        Enter();
        try
        {
            RestoreTo(_origin);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// On to the state of a snapshot, taken of this or of another sandbox of the same image. Cures a poisoned sandbox. The first time
    /// maps the snapshot's memory over the sandbox's; as long as the sandbox stands on it, further times take time for written pages only.
    /// </summary>
    /// <exception cref="SnapshotException">
    /// The snapshot is of another image, its sandbox had other options that shape memory, or it has more memory than this sandbox may have.
    /// </exception>
    /// <exception cref="HypervisorUnavailableException">The host has no room for it; the sandbox stays poisoned, and a later restore may work.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed of.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void Restore(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Enter();
        try
        {
            snapshot.ThrowUnlessFits(Image, _memory.Image.Key, _options);
            var layer = snapshot.Acquire();
            try
            {
                RestoreTo(layer);
            }
            finally
            {
                layer.Release();
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Keeps the memory as it is now: what lives on between calls, that is the writable segments and the memory regions with their sizes.
    /// Stack, mailbox, registers and what host functions remember are no part of it. The sandbox goes on as before.
    /// </summary>
    /// <exception cref="SandboxPoisonedException">An earlier call ended badly.</exception>
    /// <exception cref="HypervisorUnavailableException">The host has no room for it.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public Snapshot TakeSnapshot()
    {
        Enter();
        try
        {
            if (IsPoisoned) throw new SandboxPoisonedException();
            return new Snapshot(Image, LayerCapture.Take(_memory), Backend.For(Isolation).Features);
        }
        catch (Win32Exception exception)
        {
            throw NoRoom("No snapshot was taken", exception);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Another sandbox with the same options and the memory as it is now. For more than one, take a snapshot and create them from it.
    /// </summary>
    /// <exception cref="SandboxPoisonedException">An earlier call ended badly.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no room for another sandbox.</exception>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public Sandbox Clone()
    {
        using var snapshot = TakeSnapshot();
        // A debugger has one sandbox at a time.
        return Create(snapshot, _options with { Debugger = null });
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

    private void RestoreTo(MemoryLayer layer)
    {
        var operation = Operation.Begin(OperationKind.Restore, Image, Isolation);
        Exception? failure = null;
        try
        {
            // Until it is done: a restore that fails half-way leaves nothing to run.
            IsPoisoned = true;
            if (_machineFailed || _memory.Files is { RestoreTakesAnotherMachine: true }) ReplaceMachine();
            RestoredBytes = _memory.Restore(layer);
            _mailbox.WriteHeader(_generation = NextGeneration());
            _needsCleanEntry = true;
            IsPoisoned = false;
            Owner?.Restored();
        }
        catch (Win32Exception exception)
        {
            failure = NoRoom("The sandbox stays poisoned", exception);
            throw failure;
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            operation.End(Image, this, failure, (long)(RestoredBytes / PageTables.SmallPage));
        }
    }

    private static HypervisorUnavailableException NoRoom(string what, Win32Exception exception) =>
        new($"{what}: {exception.Message}{HostLimits.Advice(exception)}", exception);

    /// <summary>A value that no other sandbox of the process has had, nor this one before.</summary>
    private static ulong NextGeneration() => (ulong)Interlocked.Increment(ref s_generation);
}
