namespace Microlight.Machine;

/// <summary>What stopping a call needs of the machine that runs it.</summary>
internal interface IStoppable
{
    /// <summary>From any thread: makes the run under way and every later one end as Interrupted, until the request is cleared.</summary>
    void RequestExit();

    /// <summary>As <see cref="RequestExit"/> for a guest that is to go on afterwards: however long it takes to come, it is not killed for that.</summary>
    void RequestInterruption();

    /// <summary>Takes back either request.</summary>
    void ClearExitRequest();

    /// <summary>
    /// Asked for by the thread that is about to run the guest: the clock (<see cref="Machine.CpuClock"/>) that counts the CPU time which the
    /// guest uses in that run.
    /// </summary>
    int CpuClock { get; }
}
