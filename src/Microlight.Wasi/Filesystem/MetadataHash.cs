using System.Buffers.Binary;
using System.Security.Cryptography;
using Wasi.Filesystem;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// Tells files apart without telling what they are on the host: device and inode, under a secret of this guest's. C libraries make inode
/// numbers of it, so it stays the same when a file is changed.
/// </summary>
internal sealed class MetadataHash
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public MetadataHashValue Of(in FileStatus status)
    {
        Span<byte> identity = stackalloc byte[16], hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(identity, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(identity[8..], status.Inode);
        HMACSHA256.HashData(_secret, identity, hash);
        return new MetadataHashValue(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}
