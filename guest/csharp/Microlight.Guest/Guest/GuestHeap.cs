namespace Microlight.Guest;

using System;
using Internal.Runtime;

/// <summary>The guest's heap: what a guest call creates is gone when the next call starts, unless it was created in here.</summary>
public static class GuestHeap
{
    /// <summary>
    /// Until the result is disposed of, new objects live as long as the sandbox (and are never freed): for what static fields keep.
    /// </summary>
    public static PermanentScope Permanent()
    {
        Heap.EnterPermanent();
        return default;
    }

    public readonly ref struct PermanentScope
    {
        public void Dispose() => Heap.LeavePermanent();
    }

    /// <summary>A number that changes whenever the sandbox is restored: what was cached from random or clock sources is stale then.</summary>
    public static ulong Generation => Mailbox.Generation;
}
