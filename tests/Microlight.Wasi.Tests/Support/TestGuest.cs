using System.Buffers.Binary;
using System.Text;
using Microlight.Tests;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Preview1;

namespace Microlight.Wasi.Tests.Support;

/// <summary>A guest played by the test: calls the functions of WASI 0.1 by name on a memory of its own.</summary>
internal sealed class TestGuest : IDisposable
{
    public const uint FirstGrant = 3;
    public const uint Result = 16;
    private const uint ScratchStart = 1024;
    private readonly Preview1Functions _functions;
    private uint _next = ScratchStart;

    public TestGuest(WasiOptions? options = null, int memorySize = 1 << 20)
    {
        Context = new WasiContext(options ?? new WasiOptions());
        _functions = new Preview1Functions(Context);
        Memory = new ArrayMemory(memorySize);
    }

    public WasiContext Context { get; }
    public ArrayMemory Memory { get; }
    public CancellationToken CancellationToken { get; set; }
    public IEnumerable<(string Name, GuestSignature Signature)> Functions => _functions.ByName.Select(f => (f.Key, f.Value.Signature));

    /// <summary>A guest with a directory granted as "/".</summary>
    public static TestGuest With(TemporaryDirectory directory, bool readOnly = false) => With(directory.FullPath, readOnly);

    public static TestGuest With(string directory, bool readOnly = false) =>
        new(new WasiOptions { PreopenedDirectories = [new PreopenedDirectory(directory, "/", readOnly)] });

    public Errno Call(string name, params ulong[] arguments)
    {
        var function = _functions.ByName[name];
        Assert.Equal(function.Signature.Parameters.Count, arguments.Length);
        var values = arguments.Select((a, i) => GuestValue.FromBits(function.Signature.Parameters[i], a)).ToArray();
        return function.Body(new Preview1Call(Memory, CancellationToken), new Preview1Arguments(values));
    }

    /// <summary>Copies bytes into the memory and returns where.</summary>
    public uint Put(ReadOnlySpan<byte> bytes)
    {
        if (_next + bytes.Length + 8 > (long)Memory.Size) _next = ScratchStart;
        var pointer = _next;
        bytes.CopyTo(Memory.Slice(pointer, bytes.Length));
        _next += ((uint)bytes.Length + 15) & ~7u;
        return pointer;
    }

    public uint Reserve(int length) => Put(new byte[length]);

    public (uint Pointer, uint Length) PutText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return (Put(bytes), (uint)bytes.Length);
    }

    /// <summary>An iovec list over new buffers of these lengths; returns the list and the first buffer.</summary>
    public (uint Vectors, uint[] Buffers) PutVectors(params int[] lengths)
    {
        var buffers = lengths.Select(Reserve).ToArray();
        var list = new byte[lengths.Length * 8];
        for (var i = 0; i < lengths.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(i * 8), buffers[i]);
            BinaryPrimitives.WriteInt32LittleEndian(list.AsSpan(i * 8 + 4), lengths[i]);
        }
        return (Put(list), buffers);
    }

    public uint U32(uint pointer) => BinaryPrimitives.ReadUInt32LittleEndian(Memory.Slice(pointer, 4));
    public ulong U64(uint pointer) => BinaryPrimitives.ReadUInt64LittleEndian(Memory.Slice(pointer, 8));
    public string Text(uint pointer, uint length) => Encoding.UTF8.GetString(Memory.Slice(pointer, (int)length));

    public Errno Open(string path, out uint descriptor, uint directory = FirstGrant, bool follow = true, uint openFlags = 0,
        Rights? rights = null, Rights inheriting = Rights.File | Rights.Directory, DescriptorFlags flags = 0)
    {
        var (pointer, length) = PutText(path);
        var error = Call("path_open", directory, follow ? 1u : 0u, pointer, length, openFlags, (ulong)(rights ?? (openFlags == Directory ? Rights.Directory : Rights.File)), (ulong)inheriting, (ulong)flags, Result);
        descriptor = U32(Result);
        return error;
    }

    public const uint Create = 1, Directory = 2, Exclusive = 4, Truncate = 8;
    public const Rights ReadRights = Rights.File & ~(Rights.Write | Rights.Allocate | Rights.FileStatusSetSize);

    /// <summary>A path function that takes a descriptor and a path only.</summary>
    public Errno Path(string function, string path, uint directory = FirstGrant)
    {
        var (pointer, length) = PutText(path);
        return Call(function, directory, pointer, length);
    }

    public Errno Status(string path, bool follow, out uint pointer, uint directory = FirstGrant)
    {
        var (path_, length) = PutText(path);
        pointer = Reserve(64);
        return Call("path_filestat_get", directory, follow ? 1u : 0u, path_, length, pointer);
    }

    public Errno TwoPaths(string function, string from, string to, uint fromDirectory = FirstGrant, uint toDirectory = FirstGrant)
    {
        var (fromPointer, fromLength) = PutText(from);
        var (toPointer, toLength) = PutText(to);
        return function switch
        {
            "path_link" => Call(function, fromDirectory, 0, fromPointer, fromLength, toDirectory, toPointer, toLength),
            "path_rename" => Call(function, fromDirectory, fromPointer, fromLength, toDirectory, toPointer, toLength),
            "path_symlink" => Call(function, fromPointer, fromLength, toDirectory, toPointer, toLength),
            _ => throw new ArgumentException(function),
        };
    }

    public Errno Read(uint descriptor, int length, out string text)
    {
        var (vectors, buffers) = PutVectors(length);
        var error = Call("fd_read", descriptor, vectors, 1, Result);
        text = error == Errno.Success ? Text(buffers[0], U32(Result)) : "";
        return error;
    }

    public Errno Write(uint descriptor, string text)
    {
        var (pointer, length) = PutText(text);
        var list = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(list, pointer);
        BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(4), length);
        return Call("fd_write", descriptor, Put(list), 1, Result);
    }

    public void Dispose() => Context.Dispose();
}
