using Microlight.Machine;
using Microlight.Snapshots;

namespace Microlight;

/// <summary>
/// A sandbox's memory at one moment between two calls, to restore sandboxes of the same image to and to create new ones from. It is
/// guest data, and shares the pages that are the same with nobody but those sandboxes. Immutable and thread-safe. Sandboxes that stand
/// on it keep what they need when it is disposed of.
/// </summary>
public sealed class Snapshot : IDisposable
{
    private readonly Lock _gate = new();
    /// <summary>What the guest has been offered of a processor.</summary>
    private readonly CpuFeatures _cpu;
    private readonly ulong _regionBytes;
    private MemoryLayer? _layer;

    /// <summary>Takes over one reference to the layer.</summary>
    internal Snapshot(GuestImage image, MemoryLayer layer, CpuFeatures cpu)
    {
        Image = image;
        _cpu = cpu;
        _layer = layer;
        Layout = layer.Image;
        Size = layer.File.Bytes;
        foreach (var region in layer.Regions) _regionBytes += region.Size;
    }

    /// <summary>The image of the sandbox that it was taken of.</summary>
    public GuestImage Image { get; }

    /// <summary>Bytes that it covers; zero pages among them take no memory.</summary>
    public ulong Size { get; }

    /// <summary>Stays valid after disposal.</summary>
    internal FrozenImage Layout { get; }

    /// <summary>
    /// Writes it to a file, which is complete under its name or not there: a file that has the name is replaced at the end, or kept if
    /// this fails. Only the owner may read it. Zero pages take no space where the file system has sparse files.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed of.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var layer = Acquire();
        try
        {
            SnapshotWriter.Save(layer, Image, _cpu, path);
        }
        finally
        {
            layer.Release();
        }
    }

    /// <summary>
    /// Loads a file that <see cref="Save"/> wrote, in this or another process, on this or another machine. The file is mapped, not read
    /// into memory, unless the options say so.
    /// </summary>
    /// <param name="image">The image that the snapshot was taken of.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How to treat it; null for the defaults.</param>
    /// <exception cref="SnapshotException">
    /// It is no snapshot file, is damaged, of another format version or of another image, or the processor lacks what its guest may rely on.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Snapshot Load(GuestImage image, string path, SnapshotLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (layer, cpu) = SnapshotReader.Load(image, path, options ?? new SnapshotLoadOptions());
        return new Snapshot(image, layer, cpu);
    }

    /// <summary>Frees the memory as soon as no sandbox stands on it.</summary>
    public void Dispose()
    {
        MemoryLayer? layer;
        lock (_gate) (layer, _layer) = (_layer, null);
        layer?.Release();
    }

    /// <summary>A reference to the layer, for the caller to release.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    internal MemoryLayer Acquire()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_layer is null, this);
            return _layer.AddReference();
        }
    }

    /// <exception cref="SnapshotException">The image, the options that shape memory or the processor are not what the snapshot was taken with.</exception>
    internal void ThrowUnlessFits(GuestImage image, FrozenImageKey key, SandboxOptions options)
    {
        if (!Image.HasSameBytes(image))
            throw new SnapshotException($"The snapshot was taken of '{Image.Name}' and does not fit a sandbox of '{image.Name}', another image; use it with its own.");
        if (Layout.Key != key) throw OtherShape(key);
        if (_regionBytes > options.MaximumTotalMemory)
            throw new SnapshotException($"The snapshot of '{Image.Name}' has {_regionBytes} bytes in its memory regions and does not fit a sandbox that may have "
                + $"{options.MaximumTotalMemory}; raise its {nameof(SandboxOptions)}.{nameof(SandboxOptions.MaximumTotalMemory)}.");
        var offered = Backend.For(options.Isolation).Features;
        if (!ReferenceEquals(_cpu, offered) && _cpu.FindMissing(offered) is { Count: > 0 } missing)
            throw new SnapshotException($"The snapshot's guest may rely on what the processor does not offer here: {string.Join(", ", missing)}; take the snapshot with {nameof(SandboxOptions)}.{nameof(SandboxOptions.Isolation)} = {options.Isolation}.");
    }

    private SnapshotException OtherShape(FrozenImageKey key)
    {
        var (name, taken, given) = Layout.Key.FindDifference(key);
        return new SnapshotException($"The snapshot was taken of a sandbox with a {name} of {taken} bytes and does not fit one with {given}; "
            + $"give both the same {nameof(SandboxOptions)}.{name}.");
    }
}
