using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>The entries of a section that is a vector.</summary>
internal sealed class SectionBuffer
{
    public ModuleBuffer Entries { get; } = new();
    public uint Count { get; private set; }

    /// <summary>Where the next entry goes.</summary>
    public ModuleBuffer Add()
    {
        Count++;
        return Entries;
    }
}
