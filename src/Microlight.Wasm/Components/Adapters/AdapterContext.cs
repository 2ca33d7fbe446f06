using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>
/// One side of a crossing: whose handle table, which memory and realloc, which strings. The host is a component like the others, with the
/// transfer memory for its own and no table: its handles are reps.
/// </summary>
internal sealed record AdapterContext(int Owner, CoreItem? Memory, CoreItem? Realloc, CanonOptionKind Encoding)
{
    public static readonly AdapterContext Host = new(-1, null, null, CanonOptionKind.Utf8);

    public AdapterContext(int owner, CanonContext context) : this(owner, context.Memory, context.Realloc, context.Encoding) { }

    /// <summary>
    /// The transfer memory on the way to somebody else than the host, who does not check what he finds there: what a task has returned, until its caller
    /// takes it.
    /// </summary>
    public static readonly AdapterContext Relay = Host with { IsRelay = true };

    public bool IsHost => Owner < 0;
    public bool IsRelay { get; private init; }
}
