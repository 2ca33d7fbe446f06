using Microlight.Machine;

namespace Microlight;

/// <summary>
/// A sandbox's memory at one moment between two calls, to restore sandboxes of the same image to and to create new ones from. It is
/// guest data, and shares the pages that are the same with nobody but those sandboxes. Immutable and thread-safe. Sandboxes that stand
/// on it keep what they need when it is disposed of.
/// </summary>
public sealed class Snapshot : IDisposable
{
    private readonly Lock _gate = new();
    private MemoryLayer? _layer;

    /// <summary>Takes over one reference to the layer.</summary>
    internal Snapshot(GuestImage image, MemoryLayer layer)
    {
        Image = image;
        _layer = layer;
        Layout = layer.Image;
        Size = layer.File.Bytes;
    }

    /// <summary>The image of the sandbox that it was taken of.</summary>
    public GuestImage Image { get; }

    /// <summary>Bytes that it covers; zero pages among them take no memory.</summary>
    public ulong Size { get; }

    /// <summary>Stays valid after disposal.</summary>
    internal FrozenImage Layout { get; }

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

    /// <exception cref="SnapshotException">The image or the options that shape memory are not what the snapshot was taken with.</exception>
    internal void ThrowUnlessFits(GuestImage image, FrozenImageKey key)
    {
        if (!Image.HasSameBytes(image))
            throw new SnapshotException($"The snapshot was taken of '{Image.Name}' and does not fit a sandbox of '{image.Name}', another image; use it with its own.");
        if (Layout.Key == key) return;
        var (name, taken, given) = Layout.Key.FindDifference(key);
        throw new SnapshotException($"The snapshot was taken of a sandbox with a {name} of {taken} bytes and does not fit one with {given}; "
            + $"give both the same {nameof(SandboxOptions)}.{name}.");
    }
}
