using Microlight.Wasi.Cli;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Random;

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

    /// <summary>Most descriptors the guest may have open at once, standard streams and granted directories included.</summary>
    public int MaximumOpenDescriptors { get; init; } = 1024;
}
