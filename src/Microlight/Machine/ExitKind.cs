namespace Microlight.Machine;

/// <summary>Why a vCPU came back to the host.</summary>
internal enum ExitKind
{
    /// <summary>The guest, or the monitor for it, wrote a port; <see cref="MachineExit.Detail"/> is its number.</summary>
    Port,
    /// <summary>The guest touched memory that the host has mapped without access. The registers are those of the instruction.</summary>
    Uncommitted,
    /// <summary>Another thread asked for it, or a signal came; the guest can go on.</summary>
    Interrupted,
    /// <summary>As Interrupted, but the guest did not come and its machine was ended: it must not run again.</summary>
    Killed,
    /// <summary>Triple fault. The machine must not run again.</summary>
    Shutdown,
    /// <summary>The hypervisor cannot go on; Detail is its own reason. The machine must not run again.</summary>
    Failed,
}
