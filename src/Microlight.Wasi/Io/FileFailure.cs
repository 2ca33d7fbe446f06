using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Io;

/// <summary>Reading or writing a file of the host failed, with the kernel's error.</summary>
internal sealed class FileFailure(LinuxErrno error) : IOException($"The host reports {error}.")
{
    public LinuxErrno Error { get; } = error;
}
