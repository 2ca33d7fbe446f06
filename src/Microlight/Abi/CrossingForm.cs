namespace Microlight.Abi;

/// <summary>How values of a .NET type cross between host and guest.</summary>
internal enum CrossingForm
{
    /// <summary>They do not.</summary>
    None,
    /// <summary>Integers, floats and enumerations: the low bits of a slot.</summary>
    Number,
    Boolean,
    /// <summary><c>Vector128&lt;T&gt;</c>: a slot and its upper half.</summary>
    Vector128,
    String,
    /// <summary><c>byte[]</c>: a copy.</summary>
    ByteArray,
    /// <summary><c>ReadOnlyMemory&lt;byte&gt;</c>: a copy.</summary>
    Memory,
    /// <summary><c>ReadOnlySpan&lt;byte&gt;</c>: the mailbox itself.</summary>
    ReadOnlySpan,
    /// <summary><c>Span&lt;byte&gt;</c>: the mailbox itself.</summary>
    Span,
    /// <summary>A struct without references: its bytes.</summary>
    Struct,
    /// <summary>A <see cref="Microlight.HostCall"/> parameter: given by the host, nothing crosses.</summary>
    HostCall,
    /// <summary>A <see cref="System.Threading.CancellationToken"/> parameter: given by the host, nothing crosses.</summary>
    CancellationToken,
}
