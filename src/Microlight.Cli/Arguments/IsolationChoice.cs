namespace Microlight.Cli.Arguments;

/// <summary>The value of <c>--isolation</c>: vm, process, or auto, which is null here.</summary>
internal static class IsolationChoice
{
    public const string Values = "vm|process|auto";

    /// <exception cref="UserErrorException">It is none of the three.</exception>
    public static Isolation? Parse(string? text) => text switch
    {
        null or "auto" => null,
        "vm" => Isolation.VirtualMachine,
        "process" => Isolation.Process,
        _ => throw new UserErrorException($"'--isolation {text}' must be one of vm, process and auto.", ExitCodes.Usage),
    };

    /// <summary>What to use: as chosen, or a virtual machine if there can be one; else a process, and why it is not the other.</summary>
    public static Isolation Resolve(Isolation? chosen, out string? reason)
    {
        reason = null;
        if (chosen is { } isolation) return isolation;
        return Sandbox.IsSupported(Isolation.VirtualMachine, out reason) ? Isolation.VirtualMachine : Isolation.Process;
    }
}
