namespace Microlight;

/// <summary>What keeps a guest from its host.</summary>
public enum Isolation
{
    /// <summary>A virtual machine: the processor's own wall (docs/machine.md).</summary>
    VirtualMachine = 0,
    /// <summary>A child process that may make next to no system calls: weaker, for machines without a hypervisor.</summary>
    Process = 1,
}
