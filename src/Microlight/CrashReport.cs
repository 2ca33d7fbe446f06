using Microlight.Debugging;

namespace Microlight;

/// <summary>
/// Everything known of a trap, copied at the exit that ended the call: nothing of the guest runs for it. <see cref="ToString"/> is a
/// page of text for a log.
/// </summary>
public sealed record CrashReport
{
    /// <summary>What the exception says.</summary>
    public required string Message { get; init; }
    /// <summary>What the hardware or the guest reported, and the calls that led to it.</summary>
    public required GuestTrap Trap { get; init; }
    /// <summary>When the trap was seen.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>Name of the image.</summary>
    public required string ImageName { get; init; }
    /// <summary>SHA-256 of the image's file, lower-case hexadecimal: names the build.</summary>
    public string ImageHash => Image?.Hash ?? "";
    /// <summary><see cref="Sandbox.Id"/>.</summary>
    public required string SandboxId { get; init; }
    /// <summary>How often the sandbox had been restored.</summary>
    public required ulong Generation { get; init; }
    /// <summary>Exits from guest to host since the sandbox's machine was made, this one included.</summary>
    public required long Exits { get; init; }
    /// <summary>The guest's memory map.</summary>
    public required IReadOnlyList<GuestMemoryRange> Memory { get; init; }
    /// <summary>Code around the instruction pointer; empty if it points nowhere.</summary>
    public required ReadOnlyMemory<byte> Code { get; init; }
    /// <summary>Guest virtual address of the first byte of <see cref="Code"/>.</summary>
    public required ulong CodeAddress { get; init; }
    /// <summary>The stack around RSP, the red zone below it included; empty if RSP points nowhere.</summary>
    public required ReadOnlyMemory<byte> Stack { get; init; }
    /// <summary>Guest virtual address of the first byte of <see cref="Stack"/>.</summary>
    public required ulong StackAddress { get; init; }
    /// <summary>Path of the core dump that was written for this trap, or null.</summary>
    public string? CoreDump { get; init; }
    /// <summary>Why no core dump could be written although one was wanted, or null.</summary>
    public string? CoreDumpFailure { get; init; }

    internal GuestImage? Image { get; init; }

    /// <summary>The report as lines of text. Names that the guest chose are printed without control characters.</summary>
    public override string ToString() => CrashReportText.Of(this);
}
