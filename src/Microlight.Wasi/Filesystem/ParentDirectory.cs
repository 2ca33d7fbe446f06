using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>The last component of a path and the open directory it is looked up in.</summary>
internal readonly struct ParentDirectory(SafeFileHandle handle, bool owned, byte[] name, bool trailingSlash) : IDisposable
{
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>The component with a NUL behind it, without the slashes that followed it. One component: it holds no slash.</summary>
    public ReadOnlySpan<byte> Name => name;

    /// <summary>Whether slashes followed: the component has to be a directory.</summary>
    public bool HasTrailingSlash { get; } = trailingSlash;

    /// <summary>
    /// The component with its slash, for the calls that take their last component as it is (mkdir, rmdir, unlink, rename, symlink) and
    /// leave it to the kernel to say what a slash means there. Any other call would follow a symbolic link before a slash.
    /// </summary>
    public ReadOnlySpan<byte> NameWithSlash => HasTrailingSlash ? [.. name.AsSpan(0, name.Length - 1), (byte)'/', 0] : name;

    public void Dispose()
    {
        if (owned) Handle.Dispose();
    }
}
