using Microlight.Abi;

namespace Microlight.Wasm.Compilation;

/// <summary>Writes the sections that a host reads (docs/abi.md, "The image") into a link.</summary>
internal sealed class ImageRecords
{
    private readonly ObjectLinker _linker;
    private readonly LinkSection _strings = new(".rodata.names", SectionKind.ReadOnly, 1);
    private readonly LinkSymbol _stringsStart = new("names");
    private readonly Dictionary<string, int> _stringOffsets = [];
    private readonly LinkSection _functions, _imports, _memories;

    /// <param name="stackSize">Bytes of stack wanted at least, 0 for the host's choice.</param>
    public ImageRecords(ObjectLinker linker, ulong stackSize)
    {
        _linker = linker;
        _stringsStart.Define(_strings, 0);
        var abi = Section(".microlight.abi");
        abi.AppendU32(MailboxLayout.AbiVersion);
        abi.AppendU32(0);
        abi.AppendU64(stackSize);
        _functions = Section(".microlight.functions");
        _imports = Section(".microlight.imports");
        _memories = Section(".microlight.memories");
        linker.Add(_strings);
    }

    public void AddFunction(string name, LinkSymbol function, string signature)
    {
        AppendString(_functions, name);
        _functions.AppendPointer(function);
        AppendString(_functions, signature);
    }

    public void AddImport(string module, string name, string signature)
    {
        AppendString(_imports, module);
        AppendString(_imports, name);
        AppendString(_imports, signature);
    }

    /// <param name="initial">Bytes, as is the maximum; multiples of 4096.</param>
    public void AddMemory(ulong address, ulong initial, ulong maximum)
    {
        _memories.AppendU64(address);
        _memories.AppendU64(initial);
        _memories.AppendU64(maximum);
        _memories.AppendU64(0);
    }

    private LinkSection Section(string name) => _linker.Add(new LinkSection(name, SectionKind.ReadOnly, 8));

    private void AppendString(LinkSection section, string text)
    {
        if (!_stringOffsets.TryGetValue(text, out var offset)) _stringOffsets.Add(text, offset = _strings.AppendString(text));
        section.AppendPointer(_stringsStart, offset);
    }
}
