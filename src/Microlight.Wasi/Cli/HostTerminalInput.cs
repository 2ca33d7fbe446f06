using Wasi.Cli;

namespace Microlight.Wasi.Cli;

/// <summary>Says no more than that standard input is a terminal.</summary>
internal sealed class HostTerminalInput : TerminalInput;
