using Wasi.Cli;

namespace Microlight.Wasi.Cli;

/// <summary>Says no more than that a standard output is a terminal.</summary>
internal sealed class HostTerminalOutput : TerminalOutput;
