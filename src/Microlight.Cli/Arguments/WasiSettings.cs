using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Sockets;

namespace Microlight.Cli.Arguments;

/// <summary>What the command line grants a program through WASI.</summary>
/// <param name="Directories">Directories of the host.</param>
/// <param name="Environment">Variables.</param>
/// <param name="Network">What its sockets may do.</param>
/// <param name="Http">Where its HTTP requests may go.</param>
internal sealed record WasiSettings(PreopenedDirectory[] Directories, IReadOnlyDictionary<string, string> Environment, NetworkPolicy Network, NetworkPolicy Http);
