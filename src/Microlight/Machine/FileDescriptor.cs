using Microsoft.Win32.SafeHandles;

namespace Microlight.Machine;

/// <summary>An owned file descriptor. Subclasses say what it is a descriptor of, so that a VM is never taken for a vCPU.</summary>
internal abstract class FileDescriptor : SafeHandleZeroOrMinusOneIsInvalid
{
    protected FileDescriptor(int fd) : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number; valid while the owner is not disposed.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Linux.close((int)handle) == 0;
}
