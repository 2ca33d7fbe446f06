using Microlight.Cli.Arguments;
using Microlight.Wasm;

namespace Microlight.Cli.Running;

/// <summary>What one <c>run</c> is to do, as the command line said.</summary>
internal sealed record RunSettings
{
    public required string File { get; init; }
    public required string[] Arguments { get; init; }
    public required WasiSettings Wasi { get; init; }
    /// <summary>The export to call, or null for the program's start.</summary>
    public string? Invoke { get; init; }
    /// <summary>Time the guest may take from its initialisation to its end; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }
    /// <summary>Most bytes each memory may grow to; null for the default.</summary>
    public ulong? MaximumMemory { get; init; }
    /// <summary>Most bytes that all memories and tables may have together; null for no limit.</summary>
    public ulong? MaximumTotalMemory { get; init; }
    /// <summary>Bytes of stack; null for the default.</summary>
    public int? StackSize { get; init; }
    /// <summary>How the module is compiled; <see cref="Isolation"/> and <see cref="MaximumMemory"/> are yet to be put in.</summary>
    public required WasmCompilerOptions Compiler { get; init; }
    /// <summary>What is to keep the program from its host; null for a virtual machine if there can be one, else a process, with a warning.</summary>
    public Isolation? Isolation { get; init; }
    /// <summary>Port of 127.0.0.1 where gdb is waited for, 0 for a free one; null for no debugger.</summary>
    public int? DebuggerPort { get; init; }
    /// <summary>Where a trap leaves a core dump; null for nowhere.</summary>
    public string? CoreDumpDirectory { get; init; }
    /// <summary>Whether standard error gets a table of the functions in which the program spent its time.</summary>
    public bool PrintsProfile { get; init; }
    /// <summary>The file that gets the stacks in which the program spent its time; null for none.</summary>
    public string? ProfileStacks { get; init; }
    /// <summary>Whether each component of a composition gets a sandbox of its own.</summary>
    public bool IsolatesComponents { get; init; }
    /// <summary>Null: compile anew, keep nothing.</summary>
    public WasmCache? Cache { get; init; }
}
