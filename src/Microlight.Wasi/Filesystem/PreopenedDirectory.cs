namespace Microlight.Wasi.Filesystem;

/// <summary>
/// A directory of the host that a guest may use, with everything beneath it and nothing above it. What the directory itself is
/// (a symbolic link, a mount) is the host's choice and is followed once, when it is granted.
/// </summary>
/// <param name="HostPath">The directory on the host.</param>
/// <param name="GuestPath">The name the guest knows it by, <c>/</c> or <c>/data</c> for instance; UTF-8, not empty, no NUL.</param>
/// <param name="ReadOnly">True: the guest sees it as a read-only file system, changes fail with EROFS.</param>
public sealed record PreopenedDirectory(string HostPath, string GuestPath, bool ReadOnly = false);
