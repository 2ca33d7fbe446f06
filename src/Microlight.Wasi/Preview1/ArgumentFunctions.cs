namespace Microlight.Wasi.Preview1;

/// <summary>args_* and environ_*: lists of NUL-terminated strings that the guest first measures, then fetches.</summary>
internal static class ArgumentFunctions
{
    /// <summary>args_sizes_get, environ_sizes_get: the number of strings and the bytes of all.</summary>
    public static Errno GetSizes(in Preview1Call call, IReadOnlyList<byte[]> strings, uint countPointer, uint sizePointer) =>
        call.Memory.TryWriteUInt32(countPointer, (uint)strings.Count)
        && call.Memory.TryWriteUInt32(sizePointer, (uint)strings.Sum(s => (long)s.Length))
            ? Errno.Success
            : Errno.Fault;

    /// <summary>args_get, environ_get: a pointer per string, and the strings one behind the other.</summary>
    public static Errno Get(in Preview1Call call, IReadOnlyList<byte[]> strings, uint pointers, uint buffer)
    {
        ulong slot = pointers, target = buffer;
        foreach (var text in strings)
        {
            if (slot > uint.MaxValue || target > uint.MaxValue) return Errno.Fault;
            if (!call.Memory.TryWriteUInt32((uint)slot, (uint)target)) return Errno.Fault;
            if (!call.Memory.TryWrite((uint)target, text)) return Errno.Fault;
            slot += sizeof(uint);
            target += (uint)text.Length;
        }
        return Errno.Success;
    }
}
