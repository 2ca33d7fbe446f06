using Microlight.Wasm.Compilation;

namespace Microlight.Guest.Build;

/// <summary>
/// Joins the object file of a guest in C#, stubs and records to a guest image. The object's symbols say what the guest exports and imports:
/// the source generator names them <c>ml_export:NAME:SIGNATURE</c>, <c>ml_import:NAME:SIGNATURE</c> and <c>ml_initialize:ASSEMBLY</c>.
/// </summary>
internal static class CSharpImage
{
    private const string ExportPrefix = "ml_export:", ImportPrefix = "ml_import:", InitializePrefix = "ml_initialize:";

    /// <param name="heapMaximum">Bytes that either arena may grow to; a multiple of 4096 up to 4 GiB.</param>
    /// <param name="stackSize">Bytes of stack wanted at least, 0 for the host's choice.</param>
    /// <exception cref="BuildErrorException">Two assemblies export functions of one name, or there is none.</exception>
    /// <exception cref="WasmCompilationException">The object is not as expected, or the image too large.</exception>
    public static byte[] Build(ReadOnlyMemory<byte> objectFile, ulong heapMaximum, ulong stackSize)
    {
        var file = ObjectFile.Parse(objectFile);
        var linker = new ObjectLinker();
        linker.Add(file);
        // In the order of names, so that the same guest gives the same image.
        var imports = Names(linker, ImportPrefix, defined: false);
        CSharpStubs.AddTo(linker, imports, Names(linker, InitializePrefix, defined: true));

        var records = new ImageRecords(linker, stackSize);
        var exports = Names(linker, ExportPrefix, defined: true);
        if (exports.Count == 0) throw new BuildErrorException("MLG101", "The guest has no [GuestFunction]: there is nothing that a host could call.");
        var names = new HashSet<string>();
        foreach (var symbol in exports)
        {
            var (name, signature) = Split(symbol, ExportPrefix);
            if (!names.Add(name)) throw new BuildErrorException("MLG102", $"Two guest functions are called '{name}', with different signatures or in different assemblies.");
            records.AddFunction(name, linker.Symbol(symbol), signature);
        }
        foreach (var symbol in imports)
        {
            var (name, signature) = Split(symbol, ImportPrefix);
            records.AddImport("", name, signature);
        }
        // Nothing is committed before the guest's allocator asks.
        records.AddMemory(GuestHeapLayout.PermanentStart, 0, heapMaximum);
        records.AddMemory(GuestHeapLayout.CallStart, 0, heapMaximum);
        linker.Link();

        var writer = new ImageWriter();
        writer.AddSections(linker.Sections);
        writer.AddNote(linker.Unwind.Name, linker.Unwind.Data.ToArray(), linker.Unwind.Address);
        AddFunctionSymbols(file, linker, writer);
        return writer.Write();
    }

    private static List<string> Names(ObjectLinker linker, string prefix, bool defined) =>
        [.. linker.Symbols.Where(s => s.IsDefined == defined && s.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(s => s.Name).Order(StringComparer.Ordinal)];

    private static (string Name, string Signature) Split(string symbol, string prefix)
    {
        var colon = symbol.LastIndexOf(':');
        return (symbol[prefix.Length..colon], symbol[(colon + 1)..]);
    }

    private static void AddFunctionSymbols(ObjectFile file, ObjectLinker linker, ImageWriter writer)
    {
        foreach (var symbol in file.Symbols)
        {
            if (symbol.IsUndefined || symbol.Type != ElfConstants.SymbolFunction || symbol.Name.StartsWith(ExportPrefix, StringComparison.Ordinal)) continue;
            if (linker.Symbol(symbol.Name) is { IsDefined: true } function) writer.AddFunction(SymbolNames.Readable(symbol.Name), function.Address, function.Size);
        }
    }
}
