namespace Microlight.Wasi.Filesystem;

/// <summary>A directory could not be granted: it is missing, is no directory, or this host cannot confine a guest to it.</summary>
public sealed class DirectoryGrantException(string hostPath, string reason, Exception? inner = null)
    : SandboxException($"The directory '{hostPath}' cannot be granted to the guest: {reason}", inner)
{
    /// <summary>The directory that was to be granted, as it was given.</summary>
    public string HostPath { get; } = hostPath;
}
