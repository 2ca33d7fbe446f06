namespace Microlight.Wasi.Preview1;

/// <summary>Arguments by position; WASI's integers are unsigned, WebAssembly's have no sign.</summary>
internal readonly ref struct Preview1Arguments(ReadOnlySpan<GuestValue> values)
{
    private readonly ReadOnlySpan<GuestValue> _values = values;

    public uint U32(int index) => (uint)_values[index].AsInt32();
    public ulong U64(int index) => (ulong)_values[index].AsInt64();
}
