using Microlight.Wasi.Cli;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Random;
using Microlight.Wasi.Sockets;
using Microsoft.Extensions.Logging;

namespace Microlight.Wasi;

/// <summary>
/// What a guest is granted through WASI. The defaults grant nothing of the host but time and random numbers: no arguments, no
/// environment, no directories, an empty standard input, and standard outputs that discard.
/// </summary>
public sealed class WasiOptions
{
    /// <summary>The program's arguments; by custom the first is the program's name. No entry may hold a NUL.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables. Names are not empty and hold neither '=' nor NUL, values hold no NUL.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Directories of the host that the guest may use, in the order of their descriptors (the first is descriptor 3).</summary>
    public IReadOnlyList<PreopenedDirectory> PreopenedDirectories { get; init; } = [];

    /// <summary>Descriptor 0. Default: always at its end.</summary>
    public WasiInput StandardInput { get; init; } = WasiInput.Empty;

    /// <summary>Descriptor 1. Default: what is written is discarded.</summary>
    public WasiOutput StandardOutput { get; init; } = WasiOutput.Discard;

    /// <summary>Descriptor 2. Default: what is written is discarded.</summary>
    public WasiOutput StandardError { get; init; } = WasiOutput.Discard;

    /// <summary>The real-time and monotonic clocks, and the timers of waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where random numbers come from; by default the operating system's cryptographic generator.</summary>
    public RandomSource Random { get; init; } = RandomSources.Cryptographic;

    /// <summary>
    /// Most descriptors the guest may have open at once: files, directories and sockets, and in WASI 0.1 the standard streams and granted
    /// directories.
    /// </summary>
    public int MaximumOpenDescriptors { get; init; } = 1024;

    /// <summary>
    /// Most bytes that the guest may keep in the host in header fields; more ends its call. What else it keeps there is bounded by the
    /// number of open descriptors, each with at most 128 KiB of buffers.
    /// </summary>
    public long MaximumHostMemory { get; init; } = 16 << 20;

    /// <summary>What the guest's sockets may reach, and where they may listen. Default: nothing. WASI 0.1 has no sockets.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Denied;

    /// <summary>What the guest's HTTP requests may reach. Default: nothing.</summary>
    public NetworkPolicy Http { get; init; } = NetworkPolicy.Denied;

    /// <summary>How names of hosts are looked up, for sockets and for HTTP requests.</summary>
    public NameResolver Resolver { get; init; } = NameResolvers.System;

    /// <summary>Called for everything that the guest asks for and is not granted, from any thread. Null for nobody.</summary>
    public Action<WasiDenial>? Denied { get; init; }

    /// <summary>Gets a warning for the first hundred of those of each guest. Null for none.</summary>
    public ILogger? Logger { get; init; }
}
