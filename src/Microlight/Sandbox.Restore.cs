using Microlight.Diagnostics;
using Microlight.Machine;

namespace Microlight;

/// <content>Back to an earlier state.</content>
public sealed partial class Sandbox
{
    /// <summary>Back to the state at creation: memory, registers and sizes. Cures a poisoned sandbox.</summary>
    /// <exception cref="InvalidOperationException">A call of this sandbox is under way.</exception>
    public void Restore()
    {
        Enter();
        var operation = Operation.Begin(OperationKind.Restore, Image, Isolation);
        Exception? failure = null;
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
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            operation.End(Image, this, failure, (long)(RestoredBytes / PageTables.SmallPage));
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
}
