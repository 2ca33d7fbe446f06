using System.Text.Unicode;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// A path as a guest wrote it: copied, valid UTF-8, without NUL, not empty, relative and short enough for the kernel. That it stays
/// beneath its directory is not known here; the kernel checks it while it resolves (<see cref="PathResolution"/>).
/// </summary>
internal readonly struct GuestPath
{
    private readonly byte[] _terminated;

    private GuestPath(byte[] terminated) => _terminated = terminated;

    /// <summary>The path without its terminator.</summary>
    public ReadOnlySpan<byte> Bytes => _terminated.AsSpan(0, _terminated.Length - 1);

    /// <summary>The path with a NUL behind it.</summary>
    public ReadOnlySpan<byte> Terminated => _terminated;

    /// <summary>Checks a path; <paramref name="guestBytes"/> may change meanwhile, they are copied first.</summary>
    public static LinuxErrno TryCreate(ReadOnlySpan<byte> guestBytes, out GuestPath path)
    {
        path = default;
        if (guestBytes.IsEmpty) return LinuxErrno.ENOENT;
        if (guestBytes.Length >= LinuxConstants.PathMaximum) return LinuxErrno.ENAMETOOLONG;
        var copy = new byte[guestBytes.Length + 1];
        guestBytes.CopyTo(copy);
        var bytes = copy.AsSpan(0, guestBytes.Length);
        if (!Utf8.IsValid(bytes)) return LinuxErrno.EILSEQ;
        if (bytes.Contains((byte)0)) return LinuxErrno.EINVAL;
        if (bytes[0] == (byte)'/') return LinuxErrno.OutsideGrant;
        path = new GuestPath(copy);
        return LinuxErrno.None;
    }
}
