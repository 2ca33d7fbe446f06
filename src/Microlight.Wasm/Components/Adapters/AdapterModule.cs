using System.Runtime.InteropServices;
using System.Text;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>
/// A core module of adapters in the making, as text: what it imports is found while its functions are written. A later module may import any of
/// its functions.
/// </summary>
internal sealed class AdapterModule
{
    private const int LongestId = 200;

    private readonly StringBuilder _imports = new(), _functions = new(), _exports = new();
    private readonly List<ImportSource> _sources = [];
    private readonly Dictionary<(ImportSource Source, string Signature), string> _imported = [];
    private readonly Dictionary<string, string> _exported = [];
    /// <summary>Identifiers without their numbers, and how many there are of each.</summary>
    private readonly Dictionary<string, int> _ids = [];

    /// <param name="instance">The number that its instance will have in the program.</param>
    public AdapterModule(int instance)
    {
        Instance = instance;
        Import("", "trap", $"(func {NewId("trap")} (param i32))", ImportSource.Trap);
    }

    public int Instance { get; }
    public bool IsEmpty => _functions.Length == 0 && _exports.Length == 0;

    /// <summary>An identifier that looks like a name and is no other function's; backtraces show it.</summary>
    public string NewId(string name)
    {
        var text = new StringBuilder("$", name.Length + 1);
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) || "!#%&*+-./:<=>?@_".Contains(c) ? c : '.');
        var id = text.ToString(0, Math.Min(text.Length, LongestId));
        // No name has the character that comes before the number.
        var number = CollectionsMarshal.GetValueRefOrAddDefault(_ids, id, out _)++;
        return number == 0 ? id : $"{id}~{number + 1}";
    }

    public void Add(string function) => _functions.Append(function);

    /// <summary>The identifier of an imported memory.</summary>
    public string Memory(ImportSource source) => Import(source, "memory", "(memory {0} 0)", "m");

    /// <param name="signature">Parameters and results, as text.</param>
    public string Function(ImportSource source, string signature) => Import(source, signature, $"(func {{0}} {signature})", "i");

    /// <summary>A function of the host under these names.</summary>
    public string HostFunction(string module, string name, string signature)
    {
        if (!_imported.TryGetValue((new ImportSource(-1, $"{module}\0{name}"), signature), out var id))
        {
            _imported.Add((new ImportSource(-1, $"{module}\0{name}"), signature), id = NewId($"host:{name}"));
            Import(module, name, $"(func {id} {signature})", ImportSource.Host);
        }
        return id;
    }

    /// <summary>The export under which others import a function.</summary>
    public ImportSource Export(string id)
    {
        if (!_exported.TryGetValue(id, out var name))
        {
            _exported.Add(id, name = $"e{_exported.Count}");
            _exports.Append($"  (export \"{name}\" (func {id}))\n");
        }
        return new ImportSource(Instance, name);
    }

    /// <summary>Exports a function for the host.</summary>
    public void Export(string id, string name) => _exports.Append($"  (export {Quote(name)} (func {id}))\n");

    public string Text => $"(module\n{_imports}{_functions}{_exports})\n";

    /// <summary>The module, validated like any other.</summary>
    public LinkInput Build(bool isInternal)
    {
        try
        {
            var module = ModuleDecoder.Decode(WasmText.Parse(Text));
            ModuleValidator.Validate(module);
            return new LinkInput(module, [.. _sources]) { IsInternal = isInternal };
        }
        catch (WasmModuleException e) when (e is not WasmLimitException)
        {
            throw new InvalidOperationException($"An adapter is no valid module: {e.Message}", e);
        }
    }

    private string Import(ImportSource source, string signature, string entry, string prefix)
    {
        if (!_imported.TryGetValue((source, signature), out var id))
        {
            _imported.Add((source, signature), id = NewId($"{prefix}{_imported.Count}"));
            Import($"{source.Instance}", source.Export, string.Format(null, entry, id), source);
        }
        return id;
    }

    private void Import(string module, string name, string entry, ImportSource source)
    {
        _imports.Append($"  (import {Quote(module)} {Quote(name)} {entry})\n");
        _sources.Add(source);
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)':' or (byte)'/' or (byte)'.' or (byte)'#' or (byte)'@' or (byte)'$' or (byte)'[' or (byte)']') quoted.Append((char)b);
            else quoted.Append($"\\{b:x2}");
        }
        return quoted.Append('"').ToString();
    }
}
