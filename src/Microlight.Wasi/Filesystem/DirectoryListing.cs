using System.Buffers.Binary;
using System.Text.Unicode;
using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// Reads a directory's entries from a cookie on: 0 is the start, an entry's <see cref="DirectoryEntry.Next"/> the one behind it (the
/// file system's own position, so that nothing is kept between two reads). Names that are not UTF-8 have no place in WASI and are left out.
/// </summary>
internal ref struct DirectoryListing
{
    private readonly SafeFileHandle _directory;
    private readonly Span<byte> _buffer;
    private int _position;
    private int _end;

    /// <param name="directory">The directory; its position is moved.</param>
    /// <param name="cookie">Where to start; what was never handed out starts somewhere or at the end.</param>
    /// <param name="buffer">Where the kernel writes its records; 4 KiB hold any.</param>
    /// <param name="error">What went wrong at the start.</param>
    public DirectoryListing(SafeFileHandle directory, ulong cookie, Span<byte> buffer, out LinuxErrno error)
    {
        _directory = directory;
        _buffer = buffer;
        error = Syscalls.Seek(directory, (long)cookie, 0) < 0 ? Syscalls.LastError : LinuxErrno.None;
    }

    /// <summary>The next entry; its name is valid until the next call. <paramref name="found"/> is false at the end.</summary>
    public LinuxErrno Next(out DirectoryEntry entry, out bool found)
    {
        while (true)
        {
            entry = default;
            found = false;
            if (_position >= _end)
            {
                _end = Syscalls.GetDirectoryEntries(_directory, _buffer);
                _position = 0;
                if (_end < 0) return Syscalls.LastError == LinuxErrno.ENOENT ? LinuxErrno.None : Syscalls.LastError; // ENOENT: removed meanwhile
                if (_end == 0) return LinuxErrno.None;
            }
            var record = _buffer[_position..];
            // struct linux_dirent64 (include/linux/dirent.h): u64 ino, s64 off, u16 reclen, u8 type, name and NUL.
            _position += BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
            var name = record[19..];
            name = name[..name.IndexOf((byte)0)];
            if (!Utf8.IsValid(name)) continue;
            entry = new DirectoryEntry(
                BinaryPrimitives.ReadUInt64LittleEndian(record), BinaryPrimitives.ReadUInt64LittleEndian(record[8..]), KindOf(record[18], name), name);
            found = true;
            return LinuxErrno.None;
        }
    }

    /// <summary>d_type is a file type shifted down (DT_DIR is S_IFDIR >> 12); some file systems leave it to stat.</summary>
    private readonly FileKind KindOf(byte type, ReadOnlySpan<byte> name) => type switch
    {
        1 => FileKind.Fifo,
        2 => FileKind.CharacterDevice,
        4 => FileKind.Directory,
        6 => FileKind.BlockDevice,
        8 => FileKind.Regular,
        10 => FileKind.SymbolicLink,
        12 => FileKind.Socket,
        _ => Syscalls.Statx(_directory, [.. name, 0], LinuxConstants.AtSymlinkNoFollow, LinuxConstants.StatxBasicStats, out var status) == 0
            ? FileStatus.From(status).Kind
            : FileKind.Unknown,
    };
}
