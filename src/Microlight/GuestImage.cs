using System.Security.Cryptography;
using Microlight.Images;
using Microlight.Machine;

namespace Microlight;

/// <summary>A program for a sandbox: an ELF file that follows docs/abi.md. Immutable and thread-safe; one image serves many sandboxes.</summary>
public sealed class GuestImage : IDisposable
{
    private readonly ElfFile _elf;
    private readonly ImageTables _tables;
    private readonly Dictionary<FrozenImageKey, MemoryLayer> _frozen = [];
    private readonly Lazy<SymbolTable> _symbols;
    private readonly Lazy<CallFrameTable> _callFrames;
    private readonly Dictionary<string, GuestFunction> _functionsByName;
    private readonly Lazy<byte[]> _identity;
    private bool _disposed;

    private GuestImage(ReadOnlyMemory<byte> elf, string name)
    {
        Name = name;
        _elf = new ElfFile(elf, name);
        _tables = new ImageTables(_elf);
        _identity = new Lazy<byte[]>(() => SHA256.HashData(elf.Span));
        _symbols = new Lazy<SymbolTable>(_elf.ReadSymbols);
        _callFrames = new Lazy<CallFrameTable>(_elf.ReadCallFrames);
        Functions = Array.AsReadOnly(_tables.Functions);
        Imports = Array.AsReadOnly(_tables.Imports);
        _functionsByName = new Dictionary<string, GuestFunction>(_tables.Functions.Length);
        foreach (var function in _tables.Functions) _functionsByName.Add(function.Name, function);
    }

    /// <summary>Reads an image from a file.</summary>
    /// <exception cref="InvalidGuestImageException">It is not a guest image; the message says why.</exception>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be read; <see cref="FileNotFoundException"/> if there is none.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission, or it is a directory.</exception>
    public static GuestImage Load(string path) => FromBytes(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Reads an image from memory, which must not change while the image lives.</summary>
    /// <param name="elf">The ELF file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidGuestImageException">It is not a guest image; the message says why.</exception>
    public static GuestImage FromBytes(ReadOnlyMemory<byte> elf, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new GuestImage(elf, name);
    }

    /// <summary>What messages call the image: the file's name, or what <see cref="FromBytes"/> was given.</summary>
    public string Name { get; }

    /// <summary>What the host can call, in the image's order.</summary>
    public IReadOnlyList<GuestFunction> Functions { get; }

    /// <summary>The host functions that the guest needs, in the image's order.</summary>
    public IReadOnlyList<HostImport> Imports { get; }

    internal HostImport[] ImportTable => _tables.Imports;

    /// <summary>The function of that name.</summary>
    /// <exception cref="ArgumentException">The image has none.</exception>
    public GuestFunction GetFunction(string name) => _functionsByName.TryGetValue(name, out var function)
        ? function
        : throw new ArgumentException($"'{Name}' has no guest function '{name}'.", nameof(name));

    /// <summary>The bytes of an ELF section, empty if there is none of that name.</summary>
    public ReadOnlyMemory<byte> GetSection(string name) => _elf.GetSection(name);

    /// <summary>The function symbol around an address, or null.</summary>
    public string? FindSymbol(ulong address) => FindFunction(address)?.Name;

    internal (string Name, ulong Address)? FindFunction(ulong address) => _symbols.Value.Find(address);

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    internal string Hash => Convert.ToHexStringLower(Identity);

    internal ReadOnlySpan<ElfSegment> Segments => _elf.Segments;

    internal CallFrameTable CallFrames => _callFrames.Value;

    /// <summary>All symbols of the image, in the file's order.</summary>
    internal List<ElfSymbol> ReadAllSymbols() => _elf.ReadAllSymbols();

    /// <summary>The file's bytes behind a guest address up to the end of the segment's file part; false where there are none.</summary>
    internal bool TryRead(ulong address, out ReadOnlySpan<byte> bytes) => _elf.TryRead(address, out bytes);

    internal bool IsCode(ulong address) => _elf.IsCode(address);

    /// <summary>SHA-256 of the ELF file, computed when first asked for.</summary>
    internal ReadOnlySpan<byte> Identity => _identity.Value;

    internal bool HasSameBytes(GuestImage other) => ReferenceEquals(this, other) || Identity.SequenceEqual(other.Identity);

    /// <exception cref="InvalidGuestImageException">The image's memory regions start with more than the options allow.</exception>
    internal void ThrowUnlessFits(SandboxOptions options)
    {
        ulong bytes = 0;
        foreach (var memory in _tables.Memories) bytes += memory.InitialSize;
        if (bytes > options.MaximumTotalMemory)
            throw _elf.DoesNotFit($"its memory regions start with {bytes} bytes together, but the sandbox allows {options.MaximumTotalMemory} "
                + $"({nameof(SandboxOptions)}.{nameof(SandboxOptions.MaximumTotalMemory)})");
    }

    /// <summary>What options make of the image's memory.</summary>
    internal FrozenImageKey KeyFor(SandboxOptions options) =>
        new(Math.Max((ulong)options.StackSize, _tables.StackSize), (ulong)options.MailboxBufferSize, options.MaximumMemory);

    /// <summary>The guest's memory before its first instruction, made once per key; the caller owns a reference.</summary>
    internal MemoryLayer Freeze(FrozenImageKey key)
    {
        lock (_frozen)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_frozen.TryGetValue(key, out var frozen))
                _frozen.Add(key, frozen = FrozenImageBuilder.Build(_elf, _tables, key));
            return frozen.AddReference();
        }
    }

    /// <summary>Lets go of the frozen memory. Sandboxes made from the image keep what they need.</summary>
    public void Dispose()
    {
        lock (_frozen)
        {
            _disposed = true;
            foreach (var frozen in _frozen.Values) frozen.Release();
            _frozen.Clear();
        }
    }
}
