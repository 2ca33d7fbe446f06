using System.Buffers.Binary;
using System.Text;
using Microlight.Abi;

namespace Microlight.Images;

/// <summary>Reads and checks the <c>.microlight.*</c> sections of an image (docs/abi.md).</summary>
internal sealed class ImageTables
{
    private const int AbiSize = 16, FunctionSize = 24, ImportSize = 24, MemorySize = 32;
    private const ulong RegionAlignment = 2 << 20;
    /// <summary>Longest name; WebAssembly producers are the only ones that come near.</summary>
    private const int MaximumNameBytes = 1 << 20;
    /// <summary>Most regions; each takes a range of the host's address space and a KVM memory slot.</summary>
    private const int MaximumMemories = 4096;

    /// <summary>Most bytes of all names and signatures beyond what the file has: names may share their bytes.</summary>
    private const long SharedNameBytes = 64 << 20;

    private readonly ElfFile _elf;
    private long _nameBytes;

    public ImageTables(ElfFile elf)
    {
        _elf = elf;
        var abi = elf.GetSection(".microlight.abi").Span;
        if (abi.Length == 0) throw elf.Invalid("it has no section .microlight.abi; link it against the Microlight guest library");
        if (abi.Length != AbiSize) throw elf.Invalid($"its section .microlight.abi has {abi.Length} bytes instead of {AbiSize}");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(abi);
        if (version != MailboxLayout.AbiVersion)
            throw elf.Invalid($"it is for ABI version {version}, this host has version {MailboxLayout.AbiVersion}; rebuild the guest");
        if (BinaryPrimitives.ReadUInt32LittleEndian(abi[4..]) is var flags and not 0) throw elf.Invalid($"its ABI flags 0x{flags:x} are unknown");
        StackSize = BinaryPrimitives.ReadUInt64LittleEndian(abi[8..]);
        if (StackSize % 4096 != 0 || StackSize > 256 << 20) throw elf.Invalid($"it wants {StackSize} bytes of stack; a multiple of 4096 up to 256 MiB is possible");
        Memories = ReadMemories();
        CheckSegments();
        Functions = ReadFunctions();
        Imports = ReadImports();
    }

    /// <summary>Bytes of stack that the image wants at least, 0 for the host's choice.</summary>
    public ulong StackSize { get; }
    public MemoryDeclaration[] Memories { get; }
    public GuestFunction[] Functions { get; }
    public HostImport[] Imports { get; }

    private MemoryDeclaration[] ReadMemories()
    {
        var section = Records(".microlight.memories", MemorySize);
        var count = section.Length / MemorySize;
        if (count > MaximumMemories) throw _elf.Invalid($"it declares {count} memory regions; {MaximumMemories} are possible");
        var memories = new MemoryDeclaration[count];
        for (var i = 0; i < count; i++)
        {
            var record = section[(i * MemorySize)..];
            ulong address = U64(record), initial = U64(record[8..]), maximum = U64(record[16..]), flags = U64(record[24..]);
            if (flags != 0) throw _elf.Invalid($"memory region {i} has unknown flags 0x{flags:x}");
            if (address % RegionAlignment != 0) throw _elf.Invalid($"memory region {i} starts at 0x{address:x}, which is not a multiple of 2 MiB");
            if (initial % 4096 != 0 || maximum % 4096 != 0) throw _elf.Invalid($"the sizes of memory region {i} (0x{initial:x}, 0x{maximum:x}) are not multiples of 4096");
            if (initial > maximum) throw _elf.Invalid($"memory region {i} starts with {initial} bytes, more than its maximum of {maximum}");
            if (address >= GuestLayout.SystemBase || maximum > GuestLayout.SystemBase - address)
                throw _elf.Invalid($"memory region {i} (0x{maximum:x} bytes at 0x{address:x}) reaches into the system area at 0x{GuestLayout.SystemBase:x}");
            memories[i] = new MemoryDeclaration(address, initial, maximum);
        }
        var sorted = (MemoryDeclaration[])memories.Clone();
        Array.Sort(sorted, (left, right) => left.Address.CompareTo(right.Address));
        for (var i = 1; i < count; i++)
            if (sorted[i].Address - sorted[i - 1].Address < RoundUp(sorted[i - 1].MaximumSize))
                throw _elf.Invalid($"the memory regions at 0x{sorted[i - 1].Address:x} and 0x{sorted[i].Address:x} overlap");
        return memories;
    }

    private static ulong RoundUp(ulong size) => (size + RegionAlignment - 1) & ~(RegionAlignment - 1);

    private void CheckSegments()
    {
        ElfSegment? previous = null;
        foreach (var segment in _elf.Segments)
        {
            if (segment.Address >= GuestLayout.ImageBase && segment.End <= GuestLayout.ImageEnd)
            {
                if (previous is { } before && (before.End - 1) / 4096 == segment.Address / 4096)
                    throw _elf.Invalid($"the segments at 0x{before.Address:x} and 0x{segment.Address:x} share a page");
                previous = segment;
            }
            else if (!IsInMemory(segment))
            {
                throw _elf.Invalid($"its segment at 0x{segment.Address:x} ({segment.MemorySize} bytes) is neither in "
                    + $"[0x{GuestLayout.ImageBase:x}, 0x{GuestLayout.ImageEnd:x}) nor in the initial part of a memory region");
            }
            else if (segment.IsExecutable)
            {
                throw _elf.Invalid($"its segment at 0x{segment.Address:x} is executable inside a memory region");
            }
        }
    }

    private bool IsInMemory(in ElfSegment segment)
    {
        foreach (var memory in Memories)
            if (memory.Covers(segment))
                return true;
        return false;
    }

    private GuestFunction[] ReadFunctions()
    {
        var section = Records(".microlight.functions", FunctionSize);
        var functions = new GuestFunction[section.Length / FunctionSize];
        var names = new HashSet<string>(functions.Length);
        for (var i = 0; i < functions.Length; i++)
        {
            var record = section[(i * FunctionSize)..];
            var name = ReadString(U64(record), $"the name of function {i}");
            var address = U64(record[8..]);
            if (!names.Add(name)) throw _elf.Invalid($"it declares the function '{name}' twice");
            if (!_elf.IsCode(address))
                throw _elf.Invalid($"the function '{name}' at 0x{address:x} is not in an executable segment");
            functions[i] = new GuestFunction(name, ReadSignature(U64(record[16..]), $"function '{name}'"), address);
        }
        return functions;
    }

    private HostImport[] ReadImports()
    {
        var section = Records(".microlight.imports", ImportSize);
        var imports = new HostImport[section.Length / ImportSize];
        for (var i = 0; i < imports.Length; i++)
        {
            var record = section[(i * ImportSize)..];
            var module = ReadString(U64(record), $"the module of import {i}");
            var name = ReadString(U64(record[8..]), $"the name of import {i}");
            imports[i] = new HostImport(module, name, ReadSignature(U64(record[16..]), $"import '{new ImportName(module, name)}'"));
        }
        return imports;
    }

    private ReadOnlySpan<byte> Records(string name, int size)
    {
        var section = _elf.GetSection(name).Span;
        if (section.Length % size != 0) throw _elf.Invalid($"its section {name} has {section.Length} bytes, not a multiple of {size}");
        return section;
    }

    private GuestSignature ReadSignature(ulong address, string of)
    {
        var text = ReadString(address, $"the signature of {of}");
        return GuestSignature.TryParse(text)
            ?? throw _elf.Invalid($"the signature \"{(text.Length > 64 ? text[..64] + "…" : text)}\" of {of} is not one (docs/abi.md)");
    }

    private string ReadString(ulong address, string what)
    {
        if (!_elf.TryRead(address, out var bytes)) throw _elf.Invalid($"{what} points to 0x{address:x}, where the file has nothing");
        var end = bytes[..Math.Min(bytes.Length, MaximumNameBytes)].IndexOf((byte)0);
        if (end < 0) throw _elf.Invalid($"{what} at 0x{address:x} has no end");
        _nameBytes += end;
        if (_nameBytes > _elf.Size + SharedNameBytes) throw _elf.Invalid($"its names have more than {_elf.Size + SharedNameBytes} bytes together");
        try
        {
            return StrictUtf8.GetString(bytes[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw _elf.Invalid($"{what} at 0x{address:x} is not UTF-8");
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
