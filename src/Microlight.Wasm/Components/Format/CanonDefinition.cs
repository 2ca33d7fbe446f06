namespace Microlight.Wasm.Components.Format;

/// <summary>Canonical definitions (Binary.md, canonical definitions); the numbers are the binary format's.</summary>
internal enum CanonKind : byte
{
    Lift = 0x00, Lower = 0x01, ResourceNew = 0x02, ResourceDrop = 0x03, ResourceRep = 0x04,
    TaskCancel = 0x05, SubtaskCancel = 0x06, TaskReturn = 0x09, ContextGet = 0x0a, ContextSet = 0x0b, ThreadYield = 0x0c, SubtaskDrop = 0x0d,
    StreamNew = 0x0e, StreamRead = 0x0f, StreamWrite = 0x10, StreamCancelRead = 0x11, StreamCancelWrite = 0x12, StreamDropReadable = 0x13, StreamDropWritable = 0x14,
    FutureNew = 0x15, FutureRead = 0x16, FutureWrite = 0x17, FutureCancelRead = 0x18, FutureCancelWrite = 0x19, FutureDropReadable = 0x1a, FutureDropWritable = 0x1b,
    ErrorContextNew = 0x1c, ErrorContextDebugMessage = 0x1d, ErrorContextDrop = 0x1e,
    WaitableSetNew = 0x1f, WaitableSetWait = 0x20, WaitableSetPoll = 0x21, WaitableSetDrop = 0x22, WaitableJoin = 0x23,
    BackpressureInc = 0x24, BackpressureDec = 0x25,
    ThreadIndex = 0x26, ThreadNewIndirect = 0x27, ThreadResumeLater = 0x28, ThreadSuspend = 0x29, ThreadSuspendThenResume = 0x2a, ThreadYieldThenResume = 0x2b,
    ThreadSuspendThenPromote = 0x2c, ThreadYieldThenPromote = 0x2d,
    ThreadSpawnRef = 0x40, ThreadSpawnIndirect = 0x41, ThreadAvailableParallelism = 0x42,
}

/// <summary>Options of canonical definitions; the numbers are the binary format's.</summary>
internal enum CanonOptionKind : byte { Utf8 = 0, Utf16 = 1, Latin1Utf16 = 2, Memory = 3, Realloc = 4, PostReturn = 5, Async = 6, Callback = 7 }

/// <summary>Index: the memory or core function that the option names.</summary>
internal readonly record struct CanonOption(CanonOptionKind Kind, uint Index);

/// <summary>
/// A canonical definition. Which members count depends on the kind: Function is what is lifted (core) or lowered, Type a type index (of a
/// component type, or a core type for threads), Item a memory, table or context slot.
/// </summary>
internal sealed record CanonDefinition(int Offset, CanonKind Kind) : Definition(Offset)
{
    public uint Function { get; init; }
    public uint Type { get; init; }
    public uint Item { get; init; }
    /// <summary>What <c>task.return</c> returns.</summary>
    public ValueTypeSyntax? Result { get; init; }
    /// <summary>The value type of a context slot.</summary>
    public Microlight.Wasm.Binary.WasmType ContextType { get; init; }
    /// <summary><c>async</c>, <c>cancellable</c> or <c>shared</c>.</summary>
    public bool Flag { get; init; }
    public CanonOption[] Options { get; init; } = [];
}
