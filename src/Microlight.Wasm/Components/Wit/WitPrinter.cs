using System.Text;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Names;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Wit;

/// <summary>
/// Writes the type of a component as WIT (WIT.md): the world it targets as <c>root</c>, and the interfaces that it imports and exports, by package.
/// </summary>
internal sealed class WitPrinter
{
    private readonly StringBuilder _text = new();
    private readonly WitTypeWriter _types;
    /// <summary>By package, with its version: the interfaces already written, by label.</summary>
    private readonly OrderedDictionary<string, OrderedDictionary<string, string>> _packages = new(StringComparer.Ordinal);

    private WitPrinter() => _types = new WitTypeWriter();

    /// <param name="component">Of a valid component.</param>
    public static string Print(ComponentType component)
    {
        var printer = new WitPrinter();
        printer.World(component);
        return printer._text.ToString();
    }

    private void World(ComponentType component)
    {
        _text.Append("package root:component;\n\nworld root {\n");
        Externs("import", component.Imports);
        if (component.Imports.Count > 0 && component.Exports.Count > 0) _text.Append('\n');
        Externs("export", component.Exports);
        _text.Append("}\n");
        foreach (var (package, interfaces) in _packages)
        {
            _text.Append($"package {package} {{\n");
            _text.AppendJoin('\n', interfaces.Values);
            _text.Append("}\n");
        }
    }

    private void Externs(string keyword, OrderedDictionary<string, Entity> entities)
    {
        foreach (var (name, entity) in entities)
        {
            var parsed = ExternName.TryParse(name, out _)!;
            switch (entity)
            {
                case { Sort: Sort.Instance, Type: InstanceType instance } when parsed.Kind == ExternNameKind.Interface:
                    _text.Append($"  {keyword} {name};\n");
                    Interface(parsed, instance);
                    break;
                case { Sort: Sort.Instance, Type: InstanceType instance }:
                    _text.Append($"  {keyword} {WitTypeWriter.Identifier(name)}: interface {{\n");
                    new WitInterfaceWriter(_types, name, _text, "    ").Write(instance);
                    _text.Append("  }\n");
                    break;
                case { Sort: Sort.Function, Type: FuncType function }:
                    _text.Append($"  {keyword} {WitTypeWriter.Identifier(name)}: ");
                    _types.Function(_text, function, "");
                    _text.Append(";\n");
                    break;
                case { Sort: Sort.Type }:
                    new WitInterfaceWriter(_types, "", _text, "  ").Type(name, entity);
                    break;
                default:
                    // WIT has no word for these.
                    _text.Append($"  // {keyword} {WitTypeWriter.Identifier(name)}: {entity.Noun}\n");
                    break;
            }
        }
    }

    /// <summary>Once for each, imported or exported: both are the same interface.</summary>
    private void Interface(ExternName name, InstanceType instance)
    {
        var package = name.Version is null ? name.Package : $"{name.Package}@{name.Version}";
        if (!_packages.TryGetValue(package, out var interfaces)) _packages.Add(package, interfaces = new OrderedDictionary<string, string>(StringComparer.Ordinal));
        var text = new StringBuilder();
        text.Append($"  interface {WitTypeWriter.Identifier(name.Label)} {{\n");
        // Types that another interface of the package uses are named without it.
        new WitInterfaceWriter(_types, name.Text, text, "    ").Write(instance);
        text.Append("  }\n");
        interfaces.TryAdd(name.Label, text.ToString());
    }
}
