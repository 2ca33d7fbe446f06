namespace Microlight.AspNetCore;

/// <summary>What of earlier requests a component's instance still has when it gets the next one.</summary>
public enum InstancePolicy
{
    /// <summary>Nothing: after each request the instance goes back to where it was before its first. Memory pages that were written are copied back.</summary>
    Restore,

    /// <summary>Everything: instances keep their memory from request to request, and are brought back only after they failed. For components that one can trust with all requests.</summary>
    Reuse,

    /// <summary>Nothing: each request gets an instance in a virtual machine of its own, which ends with it.</summary>
    New,
}
