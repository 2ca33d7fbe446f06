using Microsoft.Extensions.Logging;

namespace Microlight;

/// <summary>Options of a sandbox: immutable, changed with <c>with</c>.</summary>
public sealed record SandboxOptions
{
    /// <summary>
    /// Host functions the guest may import; nothing else is reachable. <c>HostPrint(string) -> int32</c> and
    /// <c>HostLog(int32, string)</c> are there by default and write to <see cref="Output"/> and <see cref="Logger"/>; register one of
    /// that name to replace it.
    /// </summary>
    public HostFunctions HostFunctions { get; init; } = new();

    /// <summary>Where the default <c>HostPrint</c> writes; null for <see cref="Console.Out"/>.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>
    /// Where the default <c>HostLog(int32 level, string line)</c> writes, with image and sandbox as properties of each entry; null to
    /// drop what guests log. Register a function of that name to replace it.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>Wall-clock budget of each call, host functions included; null for none.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>
    /// CPU time that the guest may use in each call; null for no limit. Time in host functions does not count, nor does time in which
    /// the guest could run and something else had the CPU.
    /// </summary>
    public TimeSpan? CallCpuBudget { get; init; }

    /// <summary>
    /// How long a stopped call waits for an asynchronous host function of it that does not end although its token is cancelled. The
    /// call ends then in any case; the sandbox stays busy until the function ends. <see cref="Timeout.InfiniteTimeSpan"/> to wait for good.
    /// </summary>
    public TimeSpan HostFunctionGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What <see cref="MaximumMemory"/> is unless it is set: as much as a WebAssembly memory of 32 bits can have.</summary>
    public const ulong DefaultMaximumMemory = 4UL << 30;

    /// <summary>Most bytes each memory region may grow to, whatever the image asks for.</summary>
    public ulong MaximumMemory { get; init; } = DefaultMaximumMemory;

    /// <summary>
    /// Most bytes that all memory regions may have together, null for no limit beside <see cref="MaximumMemory"/> for each. Stack,
    /// mailbox and the image's segments come on top; they do not grow.
    /// </summary>
    public ulong? MaximumTotalMemory { get; init; }

    /// <summary>What <see cref="StackSize"/> is unless it is set: 8 MiB.</summary>
    public const int DefaultStackSize = 8 << 20;

    /// <summary>Bytes of guest stack: a multiple of 4096, from 4096 to 256 MiB.</summary>
    public int StackSize { get; init; } = DefaultStackSize;

    /// <summary>
    /// Bytes of mailbox payload buffer: a multiple of 4096, from 4096 to 128 MiB. It is the most that the strings and byte vectors
    /// of one call may have together.
    /// </summary>
    public int MailboxBufferSize { get; init; } = 64 << 10;

    /// <summary>
    /// Where each trap leaves an ELF core file for gdb (docs/failures.md); null for nowhere. Made if it is not there. A dump has
    /// everything that the guest had in memory; it can be read by the process's user alone.
    /// </summary>
    public string? CrashDumpDirectory { get; init; }

    /// <summary>Most dumps that <see cref="CrashDumpDirectory"/> keeps, from 1; past it the oldest are deleted.</summary>
    public int MaximumCrashDumps { get; init; } = 16;

    /// <summary>
    /// Files of the host to map into the guest; <see cref="Sandbox.FileMappings"/> then says where they are. They are opened when a sandbox
    /// is created, and are no part of snapshots.
    /// </summary>
    public IReadOnlyList<FileMapping> FileMappings { get; init; } = [];

    /// <summary>
    /// Lets GDB debug the guest (docs/debugging.md); null for nobody. One sandbox at a time, and a virtual machine: in a process the
    /// guest's code is shared with all sandboxes of the image, so it has no room for breakpoints.
    /// </summary>
    public GdbServer? Debugger { get; init; }

    /// <summary>Notes at an interval where the guest is (docs/profiling.md); null for no profile. Not together with <see cref="Debugger"/>.</summary>
    public GuestProfile? Profile { get; init; }

    /// <summary>What keeps the guest from its host. What is asked for is had or refused; nothing weaker takes its place.</summary>
    public Isolation Isolation { get; init; } = DefaultIsolation;

    /// <summary>For this repository's tests, which run on either backend. Nothing else sets it.</summary>
    internal static Isolation DefaultIsolation { get; set; } = Isolation.VirtualMachine;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(HostFunctions);
        ArgumentNullException.ThrowIfNull(FileMappings);
        foreach (var mapping in FileMappings) mapping.Validate();
        // What Task.Wait takes.
        if (HostFunctionGrace != Timeout.InfiniteTimeSpan && (HostFunctionGrace < TimeSpan.Zero || HostFunctionGrace.TotalMilliseconds > int.MaxValue))
            throw new ArgumentException($"{nameof(HostFunctionGrace)} is {HostFunctionGrace}; it must be from zero to 24 days, or infinite.");
        ThrowUnlessPositive(nameof(CallTimeout), CallTimeout);
        ThrowUnlessPositive(nameof(CallCpuBudget), CallCpuBudget);
        if (CrashDumpDirectory is { Length: 0 }) throw new ArgumentException($"{nameof(CrashDumpDirectory)} is empty; it must be a directory, or null for none.");
        if (Debugger is not null && Isolation != Isolation.VirtualMachine)
            throw new ArgumentException($"{nameof(Debugger)} needs {nameof(Isolation)}.{nameof(Isolation.VirtualMachine)}: a guest in a process cannot be debugged.");
        if (Debugger is not null && Profile is not null)
            throw new ArgumentException($"{nameof(Debugger)} and {nameof(Profile)} exclude each other: what a debugger stops has no time of its own.");
        if (MaximumCrashDumps < 1) throw new ArgumentException($"{nameof(MaximumCrashDumps)} is {MaximumCrashDumps}; it must be at least 1.");
        ThrowUnlessPages(nameof(StackSize), StackSize, 256 << 20);
        ThrowUnlessPages(nameof(MailboxBufferSize), MailboxBufferSize, 128 << 20);
    }

    private static void ThrowUnlessPositive(string name, TimeSpan? budget)
    {
        if (budget <= TimeSpan.Zero) throw new ArgumentException($"{name} is {budget}; it must be positive, or null for none.");
    }

    private static void ThrowUnlessPages(string name, int bytes, int maximum)
    {
        if (bytes < 4096 || bytes > maximum || bytes % 4096 != 0)
            throw new ArgumentException($"{name} is {bytes}; it must be a multiple of 4096 from 4096 to {maximum}.");
    }
}
