namespace Microlight.Tars.Idl;

/// <summary>Writes the WIT world of an interface: what a component exports to be its servant (docs/tars.md has the mapping).</summary>
public sealed class WitWriter
{
    private readonly IndentedText _text = new(2);
    private readonly Dictionary<IdlDefinition, string> _names = [];
    private readonly List<IdlDefinition> _types = [];
    private readonly HashSet<IdlStruct> _within = [];

    private WitWriter()
    {
    }

    /// <summary>A package with an interface for each module of types or functions, and the world <c>INTERFACE-servant</c>.</summary>
    /// <param name="interface">The interface.</param>
    /// <param name="source">What the first line says it is made of.</param>
    /// <param name="withCall">Whether the world imports <c>microlight:tars/call</c>: the context of a call and replies with a code.</param>
    /// <exception cref="IdlException">WIT has nothing for something in it: a structure that contains itself or nothing, or a name.</exception>
    public static string Write(IdlInterface @interface, string source, bool withCall = false)
    {
        var writer = new WitWriter();
        writer.WriteAll(@interface ?? throw new ArgumentNullException(nameof(@interface)), source, withCall);
        return writer._text.ToString();
    }

    /// <summary>The name of the interface that a component exports to be its servant: <c>tars:MODULE/INTERFACE</c>.</summary>
    /// <exception cref="IdlException">WIT has no such names.</exception>
    public static string InterfaceName(IdlInterface @interface) => $"{Package(@interface ?? throw new ArgumentNullException(nameof(@interface)))}/{Name(@interface.Name, @interface.Position)}";

    /// <summary>What a function, parameter, field or member is called in WIT: <c>sayHello</c> is say-hello.</summary>
    /// <exception cref="IdlException">WIT has no such name.</exception>
    public static string Name(string name, IdlPosition position) => WitNames.Kebab(name, position);

    private static string Package(IdlInterface @interface) => $"tars:{Name(@interface.Module, @interface.Position)}";

    private void WriteAll(IdlInterface @interface, string source, bool withCall)
    {
        var name = WitNames.Escape(WitNames.Kebab(@interface.Name, @interface.Position));
        _text.Line($"// Made by 'microlight tars wit' of {source}.").Line($"package {Package(@interface)};").Line();
        foreach (var function in @interface.Functions)
        {
            if (function.ReturnType is not null) Collect(function.ReturnType);
            foreach (var parameter in function.Parameters) Collect(parameter.Type);
        }
        // Functions and types have one space of names, and functions are what a component is asked for by name.
        var names = new WitNames();
        var functions = @interface.Functions.Select(f => (Function: f, Name: names.Add(f.Name, f.Position))).ToList();
        foreach (var type in _types)
        {
            var wanted = _types.Any(t => t != type && t.Name == type.Name) ? $"{type.Module}_{type.Name}" : type.Name;
            _names.Add(type, names.Add(names.Has(wanted, type.Position) ? $"{wanted}_type" : wanted, type.Position));
        }
        _text.Comment(@interface.Documentation, "///").Begin($"interface {name} {{");
        foreach (var type in _types) WriteType(type);
        foreach (var (function, functionName) in functions) WriteFunction(function, functionName);
        _text.End("}").Line();
        _text.Begin($"world {WitNames.Kebab(@interface.Name, @interface.Position)}-servant {{");
        if (withCall) _text.Line("import microlight:tars/call;");
        _text.Line($"export {name};").End("}");
        if (withCall) WriteCall();
    }

    /// <summary>Types before those that use them.</summary>
    private void Collect(IdlType type)
    {
        switch (type)
        {
            case IdlVectorType vector: Collect(vector.Element); break;
            case IdlMapType map:
                Collect(map.Key);
                Collect(map.Value);
                break;
            case IdlNamedType { Definition: IdlStruct structure }:
                if (_types.Contains(structure)) break;
                if (!_within.Add(structure)) throw new IdlException(new IdlError(structure.Position, $"The structure {structure.Name} contains itself; WIT has no such records."));
                if (structure.Fields.Count == 0) throw new IdlException(new IdlError(structure.Position, $"The structure {structure.Name} has no fields; WIT has no such records."));
                foreach (var field in structure.Fields) Collect(field.Type);
                _within.Remove(structure);
                _types.Add(structure);
                break;
            case IdlNamedType named when !_types.Contains(named.Definition): _types.Add(named.Definition); break;
        }
    }

    private void WriteType(IdlDefinition definition)
    {
        _text.Comment(definition.Documentation, "///");
        var names = new WitNames();
        if (definition is IdlEnum @enum)
        {
            _text.Begin($"enum {_names[definition]} {{");
            foreach (var member in @enum.Members) _text.Line($"/// {member.Value}").Line($"{names.Add(member.Name, member.Position)},");
        }
        else
        {
            _text.Begin($"record {_names[definition]} {{");
            foreach (var field in ((IdlStruct)definition).Fields) _text.Comment(field.Documentation, "///").Line($"{names.Add(field.Name, field.Position)}: {Type(field.Type)},");
        }
        _text.End("}").Line();
    }

    private void WriteFunction(IdlFunction function, string name)
    {
        var parameters = new WitNames();
        var results = (function.ReturnType is { } type ? new[] { type } : []).Concat(function.Outputs.Select(p => p.Type)).Select(Type).ToList();
        var result = results.Count switch { 0 => "", 1 => $" -> {results[0]}", _ => $" -> tuple<{string.Join(", ", results)}>" };
        _text.Comment(function.Documentation, "///");
        if (function.Outputs.Any()) _text.Line($"/// Returns {string.Join(", ", (function.ReturnType is null ? [] : new[] { "the result" }).Concat(function.Outputs.Select(p => p.Name)))}.");
        _text.Line($"{name}: func({string.Join(", ", function.Inputs.Select(p => $"{parameters.Add(p.Name, p.Position)}: {Type(p.Type)}"))}){result};");
    }

    /// <summary>A package within the file, so that it is whole by itself.</summary>
    private void WriteCall() => _text.Line().Begin("package microlight:tars {").Line("/// The call that is being answered.").Begin("interface call {")
        .Line("/// What the caller added for the servant.").Line("context: func() -> list<tuple<string, string>>;")
        .Line("/// Adds something to the reply for the caller; a key that is there gets another value.").Line("set-response-context: func(key: string, value: string);")
        .Line("/// Replies with a code other than 0, and a text for the caller's people, instead of what the function returns.").Line("fail: func(code: s32, description: string);")
        .End("}").End("}");

    private string Type(IdlType type) => type switch
    {
        IdlPrimitiveType primitive => primitive.Kind switch
        {
            IdlPrimitive.Bool => "bool", IdlPrimitive.Int8 => "s8", IdlPrimitive.UInt8 => "u8", IdlPrimitive.Int16 => "s16", IdlPrimitive.UInt16 => "u16", IdlPrimitive.Int32 => "s32",
            IdlPrimitive.UInt32 => "u32", IdlPrimitive.Int64 => "s64", IdlPrimitive.Float => "f32", IdlPrimitive.Double => "f64", _ => "string",
        },
        IdlVectorType { IsBytes: true } => "list<u8>",
        IdlVectorType vector => $"list<{Type(vector.Element)}>",
        IdlMapType map => $"list<tuple<{Type(map.Key)}, {Type(map.Value)}>>",
        IdlNamedType named => _names[named.Definition],
        _ => throw new InvalidOperationException(type.ToString()),
    };
}
