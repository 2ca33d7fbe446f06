using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microlight.Abi;

namespace Microlight.Wasm.Compilation;

/// <summary>Names a compiled image: SHA-256 over everything that its bytes depend on.</summary>
internal readonly record struct CacheKey
{
    private readonly byte[] _hash;

    private CacheKey(byte[] hash) => _hash = hash;

    public ReadOnlySpan<byte> Bytes => _hash;

    public static CacheKey For(ReadOnlySpan<byte> wasm, WasmCompilerOptions options, InstructionSet instructionSet, CodeGeneratorFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Length-prefixed, so that no two lists of fields run together to the same bytes. Time and memory limits are not among them:
        // they decide whether there is an image, and a module that needed the retry is better kept than compiled again.
        Span<byte> header = stackalloc byte[16 + 4 + 4 + 8 + 8 + 8 + 1];
        typeof(WasmCompiler).Module.ModuleVersionId.TryWriteBytes(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], MailboxLayout.AbiVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], (int)instructionSet);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], options.MaximumMemory);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], options.FirstMemory);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], options.MaximumHeap << 3 | (ulong)options.DebugInformation << 1 | (options.CollectAlways ? 1UL : 0));
        header[48] = options.DeterministicRelaxedSimd ? (byte)1 : (byte)0;
        hash.AppendData(header);
        // Limits that the module passed by when it was compiled must not be passed by for another embedder.
        options.Limits.AppendTo(hash);
        Append(hash, Encoding.UTF8.GetBytes(WasmCompiler.Version));
        Append(hash, File.ReadAllBytes(files.SystemAssembly));
        Append(hash, File.ReadAllBytes(files.RuntimeAssembly));
        Append(hash, wasm);
        return new CacheKey(hash.GetHashAndReset());
    }

    /// <summary>Loads what hashing needs: .NET's is OpenSSL's.</summary>
    public static void WarmUp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [0]);
        hash.GetHashAndReset();
    }

    /// <summary>Hexadecimal. <see cref="Convert"/> has it as vector code, which is compiled at every start.</summary>
    public override string ToString()
    {
        var text = new char[_hash.Length * 2];
        for (var i = 0; i < text.Length; i++) text[i] = "0123456789abcdef"[_hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
        return new string(text);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
