namespace Microlight.Machine;

/// <summary>One exit of a vCPU.</summary>
internal readonly record struct MachineExit(ExitKind Kind, uint Detail = 0);
