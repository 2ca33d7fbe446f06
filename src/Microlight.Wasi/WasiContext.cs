using System.Net;
using System.Text;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Clocks;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Http;
using Microlight.Wasi.Io;
using Microlight.Wasi.Preview1;
using Microlight.Wasi.Random;
using Microlight.Wasi.Sockets;

namespace Microlight.Wasi;

/// <summary>
/// What one guest has of WASI: its descriptors and what they are granted to reach. One context serves one sandbox; it is used from
/// the thread that runs the guest and has to live as long as the sandbox makes calls. Disposing it closes the descriptors.
/// </summary>
public sealed class WasiContext : IDisposable
{
    private readonly List<GrantedDirectory> _grants = [];
    private readonly StandardDescriptors _standardDescriptors = null!;
    private Sandbox? _owner;

    /// <summary>Opens what <paramref name="options"/> grant.</summary>
    /// <exception cref="ArgumentException">An argument, a variable or a guest path that cannot be passed to a guest.</exception>
    /// <exception cref="DirectoryGrantException">A directory that cannot be granted.</exception>
    public WasiContext(WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Open = new OpenLimit(options.MaximumOpenDescriptors);
        Denials = new Denials(options);
        HostMemory = new HostMemoryLimit(options.MaximumHostMemory);
        Arguments = [.. options.Arguments.Select(EncodeArgument)];
        // Not a query over pairs, which are structs: it would be compiled at every start.
        var variables = new List<byte[]>(options.Environment.Count);
        foreach (var (name, value) in options.Environment) variables.Add(EncodeVariable(name, value));
        Variables = [.. variables];
        Random = options.Random;
        Clocks = new WasiClocks(options.TimeProvider);
        if (options.MaximumOpenDescriptors < 3 + options.PreopenedDirectories.Count)
            throw new ArgumentException($"{options.MaximumOpenDescriptors} descriptors do not suffice for the standard streams and the granted directories.", nameof(options));
        Wait = new HostWait();
        try
        {
            foreach (var directory in options.PreopenedDirectories) _grants.Add(GrantedDirectory.Open(directory));
            Descriptors = new DescriptorTable(options.MaximumOpenDescriptors);
            StandardStreams = new StandardStreams(options, Wait);
            _standardDescriptors = new StandardDescriptors(options, StandardStreams, Wait);
            Grant();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The arguments, each with a NUL behind it.</summary>
    internal IReadOnlyList<byte[]> Arguments { get; }

    /// <summary>The environment as <c>NAME=value</c>, each with a NUL behind it.</summary>
    internal IReadOnlyList<byte[]> Variables { get; }

    internal RandomSource Random { get; }
    internal WasiClocks Clocks { get; }
    internal HostWait Wait { get; }
    internal DescriptorTable Descriptors { get; } = null!;
    internal StandardStreams StandardStreams { get; } = null!;
    internal WasiOptions Options { get; }
    internal IReadOnlyList<GrantedDirectory> Grants => _grants;
    internal OpenLimit Open { get; }
    internal Denials Denials { get; }
    internal MetadataHash MetadataHash => field ??= new MetadataHash();
    internal ResolvedNames Resolved { get; } = new();
    internal HostMemoryLimit HostMemory { get; }

    /// <summary>The interfaces of WASI 0.2 for this guest, each made when it is first used.</summary>
    internal CliHost Cli => field ??= new CliHost(this);
    internal MonotonicClockHost MonotonicClock => field ??= new MonotonicClockHost(Clocks);
    internal WallClockHost WallClock => field ??= new WallClockHost(Clocks);
    internal RandomHost RandomHost => field ??= new RandomHost(Random);
    internal FilesystemHost Filesystem => field ??= new FilesystemHost(this);
    internal SocketsHost Sockets => field ??= new SocketsHost(this);
    internal HttpHost HttpHost => field ??= new HttpHost(this);

    /// <summary>Whether a socket may reach an address: because the address is granted, or a name that the guest found it under.</summary>
    internal bool AllowsConnecting(IPEndPoint endPoint)
    {
        var address = SpecialAddresses.Unwrap(endPoint.Address);
        return Options.Network.AllowsAddress(address, endPoint.Port) || Resolved.Allows(Options.Network, address, endPoint.Port);
    }

    /// <summary>
    /// Closes what the guest opened and grants everything anew, as at creation: to be called when the sandbox is restored. What was
    /// read from the standard input stays read.
    /// </summary>
    public void Reset()
    {
        Descriptors.Clear();
        Grant();
    }

    /// <summary>Closes all that the guest has open. Not while a call of its sandbox is under way.</summary>
    public void Dispose()
    {
        Descriptors?.Clear();
        foreach (var grant in _grants) grant.Dispose();
        Wait.Dispose();
    }

    /// <summary>A context holds one guest's descriptors: two guests would reach each other through it.</summary>
    internal void Claim(Sandbox sandbox)
    {
        if (_owner == sandbox) return;
        if (_owner is not null) throw new InvalidOperationException("A WASI context serves one sandbox; create one per sandbox.");
        _owner = sandbox;
    }

    private void Grant()
    {
        _standardDescriptors.AddTo(Descriptors);
        foreach (var grant in _grants) Descriptors.TryAdd(new DirectoryDescriptor(grant), out _);
    }

    private static byte[] EncodeArgument(string argument) => argument is not null && !argument.Contains('\0')
        ? Encoding.UTF8.GetBytes(argument + '\0')
        : throw new ArgumentException("A program argument is null or holds a NUL.", nameof(argument));

    private static byte[] EncodeVariable(string name, string value) =>
        name.Length > 0 && !name.Contains('=') && !name.Contains('\0') && value is not null && !value.Contains('\0')
            ? Encoding.UTF8.GetBytes($"{name}={value}\0")
            : throw new ArgumentException($"The environment variable '{name}' cannot be passed: its name is empty or holds '=' or NUL, or its value holds NUL.", nameof(name));
}
