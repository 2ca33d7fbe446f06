namespace Microlight.Tars;

/// <summary>Marks of a request for routing and tracing; they are passed on, and a reply has those of its request.</summary>
[Flags]
public enum TarsMessageTypes
{
    /// <summary>No mark.</summary>
    None = 0,
    /// <summary>Routed by a hash.</summary>
    Hash = 1,
    /// <summary>Routed by a grid rule.</summary>
    Grid = 2,
    /// <summary>Logged apart on its way; the key is in the status map under STATUS_DYED_KEY.</summary>
    Dyed = 4,
    /// <summary>Sampled.</summary>
    Sample = 8,
    /// <summary>Called asynchronously.</summary>
    Async = 0x10,
    /// <summary>Routed by a set's name.</summary>
    SetName = 0x80,
    /// <summary>Traced.</summary>
    Trace = 0x100,
}
