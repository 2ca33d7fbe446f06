namespace Microlight.Wasm.Binary;

/// <summary>
/// Decodes the name section (spec, appendix A.4): the module's name and the names of functions. It serves diagnostics only, so a faulty
/// section is no fault of the module: reading stops and what was read before counts.
/// </summary>
internal sealed class NameSectionDecoder
{
    private readonly Dictionary<int, string> _functions = [];

    public IReadOnlyDictionary<int, string> Functions => _functions;

    public string? ModuleName { get; private set; }

    /// <summary>Reads the section's contents, from behind its own name.</summary>
    public void Read(ReadOnlySpan<byte> module, int start, int end)
    {
        try
        {
            var reader = new ModuleReader(module, start, end);
            while (!reader.AtEnd)
            {
                var id = reader.ReadByte();
                var size = reader.ReadCount(int.MaxValue, "bytes of a name subsection");
                var subsection = new ModuleReader(module, reader.Position, reader.Position + size);
                reader.ReadBytes(size);
                if (id == 0) ModuleName = subsection.ReadName();
                else if (id == 1) ReadFunctionNames(ref subsection);
            }
        }
        catch (WasmModuleException)
        {
            // See the summary.
        }
    }

    private void ReadFunctionNames(ref ModuleReader reader)
    {
        var count = reader.ReadCount(ModuleLimits.Functions, "function names", elementSize: 2);
        for (var i = 0; i < count; i++)
        {
            var index = reader.ReadU32();
            var name = reader.ReadName();
            if (index < ModuleLimits.Functions) _functions.TryAdd((int)index, name);
        }
    }
}
