namespace Microlight;

/// <summary>Options of a sandbox.</summary>
public sealed class SandboxOptions
{
    /// <summary>Host functions the guest may import; nothing else is reachable. HostPrint is there by default.</summary>
    public HostFunctions HostFunctions { get; init; } = new();
    /// <summary>Wall-clock budget of each call; null for none.</summary>
    public TimeSpan? CallTimeout { get; init; }
    /// <summary>Most bytes each memory region may grow to, whatever the image asks for.</summary>
    public ulong MaximumMemory { get; init; } = 4UL << 30;
    /// <summary>Bytes of guest stack, a multiple of 4096.</summary>
    public int StackSize { get; init; } = 8 << 20;
    /// <summary>Bytes of mailbox payload buffer, a multiple of 4096: the most that the strings and byte vectors of one call may have together.</summary>
    public int MailboxBufferSize { get; init; } = 64 << 10;
}

/// <summary>Host functions by module and name.</summary>
public sealed class HostFunctions
{
    public HostFunctions Add(string module, string name, GuestSignature signature, RawHostFunction function) => throw new NotImplementedException();
}

/// <summary>A guest function as its image declares it.</summary>
public sealed record GuestFunction(string Name, GuestSignature Signature, ulong Address);

/// <summary>A host function as an image asks for it; Module is empty for native guests.</summary>
public sealed record HostImport(string Module, string Name, GuestSignature Signature);

/// <summary>A program for a sandbox: an ELF file that follows docs/abi.md. Immutable; one image serves many sandboxes.</summary>
public sealed class GuestImage : IDisposable
{
    public static GuestImage Load(string path) => throw new NotImplementedException();
    public static GuestImage FromBytes(ReadOnlyMemory<byte> elf, string name) => throw new NotImplementedException();
    public string Name => throw new NotImplementedException();
    public IReadOnlyList<GuestFunction> Functions => throw new NotImplementedException();
    public IReadOnlyList<HostImport> Imports => throw new NotImplementedException();
    /// <summary>The bytes of an ELF section, empty if there is none of that name.</summary>
    public ReadOnlyMemory<byte> GetSection(string name) => throw new NotImplementedException();
    /// <summary>The function symbol around an address, or null.</summary>
    public string? FindSymbol(ulong address) => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>A running guest in its own VM.</summary>
public sealed class Sandbox : IDisposable
{
    public static Sandbox Create(GuestImage image, SandboxOptions? options = null) => throw new NotImplementedException();
    public GuestImage Image => throw new NotImplementedException();
    public IReadOnlyList<GuestMemory> Memories => throw new NotImplementedException();
    public bool IsPoisoned => throw new NotImplementedException();
    /// <summary>Calls a guest function that returns nothing.</summary>
    public void Call(string function, params ReadOnlySpan<GuestValue> arguments) => throw new NotImplementedException();
    /// <summary>Calls a guest function that returns one value of the .NET type that stands for its result type.</summary>
    public TResult Call<TResult>(string function, params ReadOnlySpan<GuestValue> arguments) => throw new NotImplementedException();
    /// <summary>Calls a guest function; results has exactly as many entries as its signature.</summary>
    public void Invoke(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    /// <summary>Back to the state at creation; cures a poisoned sandbox.</summary>
    public void Restore() => throw new NotImplementedException();
    /// <summary>Lets the next call run on the memory that a trap left behind: what WebAssembly's embedding asks for after a trap.</summary>
    internal void ContinueAfterTrap() => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}
