namespace Microlight.Wasm.Components;

/// <summary>What host and image agree on (docs/components.md, the host's edge): which host functions the image calls, and what it exports.</summary>
internal sealed class ComponentContract
{
    /// <summary>Number of the image's memory region that is the transfer memory.</summary>
    public const int TransferMemory = 0;
    /// <summary>What the image calls to make the transfer memory larger: (i32 bytes that it must have at least).</summary>
    public static readonly ImportName Grow = new("$transfer", "grow");

    /// <summary>Functions of the host by interface (empty: the world's own) and name; Import is what the image calls it.</summary>
    public required IReadOnlyList<(ImportName Import, string Interface, string Name, ComponentSignature Signature)> Functions { get; init; }
    /// <summary>Resources of the host, by interface and name; Drop is what the image calls when the guest drops an owned handle, null if it cannot.</summary>
    public required IReadOnlyList<(string Interface, string Name, ImportName? Drop)> Resources { get; init; }
    /// <summary>Exported functions by name, <c>interface#name</c> or the name alone; Export is the name of the image's core export.</summary>
    public required IReadOnlyDictionary<string, (string Export, ComponentSignature Signature)> Exports { get; init; }
    /// <summary>The core exports (i32 representation) that drop resources of the guest, by <c>interface#name</c>.</summary>
    public required IReadOnlyDictionary<string, string> Destructors { get; init; }
}
