using Microlight.Wasm.Binary;
using Microlight.Wasm.Cil;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// The guest functions of a program's image and how exports map to them. A record's name is a C string and unique, an export's name is any
/// UTF-8: a name with NUL in it gets another, which the manifest tells. Exported globals get a getter, <c>#i=name</c>.
/// </summary>
internal sealed class ExportTable
{
    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _taken = [];

    public ExportTable(LinkedProgram program, CilAssembly assembly, ObjectLinker linker)
    {
        // What starts with # is what the runtime looks for; an export of that look gives way.
        foreach (var entry in assembly.Functions.OrderBy(f => !f.Name.StartsWith('#')))
        {
            // An export with the empty name looks like the initialiser, which comes before it: the manifest gets the export.
            var isEmptyExport = entry.Name.EndsWith(':') && entry.Name.IndexOf(':') == entry.Name.Length - 1 && _names.ContainsKey(entry.Name);
            if (!isEmptyExport && _names.ContainsKey(entry.Name)) continue;
            Functions.Add((Register(entry.Name), linker.Symbol(entry.Symbol), entry.Signature));
        }
        var getters = new GlobalGetters(program, linker);
        foreach (var instance in program.Instances.Where(i => !i.IsInternal))
            foreach (var export in instance.Module.Exports)
                Manifest.Add(new ManifestExport
                {
                    Instance = instance.Number,
                    Name = export.Name,
                    Kind = export.Kind.ToString().ToLowerInvariant(),
                    Function = export.Kind switch
                    {
                        ExternalKind.Function => _names.GetValueOrDefault(WasmInstance.InitializerName(instance.Number) + export.Name),
                        ExternalKind.Global => AddGetter(getters, instance.Number, export.Name, instance.Globals[export.Index]),
                        _ => null,
                    },
                    Tag = export.Kind == ExternalKind.Tag ? instance.Tags[export.Index] : null,
                    Region = export.Kind switch
                    {
                        ExternalKind.Memory => program.Memories[instance.Memories[export.Index]].Region,
                        ExternalKind.Table => program.Tables[instance.Tables[export.Index]].Region,
                        _ => null,
                    },
                });
    }

    /// <summary>Records of .microlight.functions.</summary>
    public List<(string Name, LinkSymbol Symbol, string Signature)> Functions { get; } = [];
    public List<ManifestExport> Manifest { get; } = [];

    /// <summary>The text as it can stand in a C string.</summary>
    public static string CString(string text) => text.Replace('\0', '\u2400');

    private string AddGetter(GlobalGetters getters, int instance, string name, int global)
    {
        var registered = Register($"#{instance}={name}");
        var (symbol, signature) = getters.For(global);
        Functions.Add((registered, symbol, signature));
        return registered;
    }

    private string Register(string name)
    {
        var unique = CString(name);
        while (!_taken.Add(unique)) unique += '\u2400';
        return _names[name] = unique;
    }
}
