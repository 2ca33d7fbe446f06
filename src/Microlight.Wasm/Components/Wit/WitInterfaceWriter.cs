using System.Text;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Names;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Wit;

/// <summary>Writes the items of one interface: types, resources with their functions, and functions.</summary>
/// <param name="owner">The interface's whole name, empty for the world.</param>
internal sealed class WitInterfaceWriter(WitTypeWriter types, string owner, StringBuilder text, string indent)
{
    public void Write(InstanceType instance)
    {
        var members = Members(instance);
        var own = new List<(string Name, Entity Entity, (string Owner, string Name)? Origin)>();
        var uses = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        // Names first: a resource's functions may use types that come behind it.
        foreach (var (name, entity) in instance.Exports)
        {
            if (entity.Sort != Sort.Type) continue;
            var origin = Name(name, entity);
            if (origin is { } other && other.Owner != owner) Use(uses, name, other);
            else own.Add((name, entity, origin));
        }
        foreach (var (path, names) in uses) text.Append($"{indent}use {path}.{{{string.Join(", ", names)}}};\n");
        foreach (var (name, entity, origin) in own) Define(name, entity, origin, members.GetValueOrDefault(name));
        foreach (var (name, entity) in instance.Exports)
        {
            if (entity is not { Sort: Sort.Function, Type: FuncType function } || ExternName.TryParse(name, out _)!.Kind != ExternNameKind.Label) continue;
            text.Append($"{indent}{WitTypeWriter.Identifier(name)}: ");
            types.Function(text, function, owner);
            text.Append(";\n");
        }
    }

    /// <summary>A type of a world: its definition, or its use.</summary>
    public void Type(string name, Entity entity)
    {
        var origin = Name(name, entity);
        var uses = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        if (origin is { } other && other.Owner != owner) Use(uses, name, other);
        else Define(name, entity, origin, null);
        foreach (var (path, names) in uses) text.Append($"{indent}use {path}.{{{string.Join(", ", names)}}};\n");
    }

    /// <summary>Gives a type its name here.</summary>
    /// <returns>The name of the type that it is equal to; null if it is a new one.</returns>
    private (string Owner, string Name)? Name(string name, Entity entity)
    {
        var origin = ReferenceEquals(entity.Type, entity.Referenced) ? null : types.Find(entity.Referenced);
        types.Name(entity.Type, owner, name);
        return origin;
    }

    private void Use(OrderedDictionary<string, List<string>> uses, string name, (string Owner, string Name) origin)
    {
        var path = Path(origin.Owner);
        if (!uses.TryGetValue(path, out var names)) uses.Add(path, names = []);
        var label = WitTypeWriter.Identifier(name);
        names.Add(origin.Name == name ? label : $"{WitTypeWriter.Identifier(origin.Name)} as {label}");
    }

    /// <param name="members">Functions of a resource.</param>
    private void Define(string name, Entity entity, (string Owner, string Name)? origin, List<(ExternName Name, FuncType Type)>? members)
    {
        var label = WitTypeWriter.Identifier(name);
        text.Append(indent);
        if (origin is { } same) text.Append($"type {label} = {WitTypeWriter.Identifier(same.Name)};\n");
        else if (entity.Type is WitType wit) types.Definition(text, label, wit, owner, indent);
        else if (entity.Type is ResourceType && members is not null) Resource(label, members);
        else if (entity.Type is ResourceType) text.Append($"resource {label};\n");
        else text.Append($"// {label}: {entity.Type.Noun}\n");
    }

    private void Resource(string label, List<(ExternName Name, FuncType Type)> members)
    {
        text.Append($"resource {label} {{\n");
        foreach (var (name, function) in members)
        {
            text.Append($"{indent}  ");
            if (name.Kind == ExternNameKind.Constructor) types.Constructor(text, function, owner);
            else
            {
                text.Append($"{WitTypeWriter.Identifier(name.Label)}: {(name.Kind == ExternNameKind.Static ? "static " : "")}");
                types.Function(text, function, owner, isMethod: name.Kind == ExternNameKind.Method);
            }
            text.Append(";\n");
        }
        text.Append($"{indent}}}\n");
    }

    /// <summary>Another interface: with its package, unless it is of the same.</summary>
    private string Path(string other)
    {
        var (mine, theirs) = (ExternName.TryParse(owner, out _), ExternName.TryParse(other, out _));
        var isSame = mine is { Kind: ExternNameKind.Interface } && theirs is { Kind: ExternNameKind.Interface } && mine.Package == theirs.Package && mine.Version?.ToString() == theirs.Version?.ToString();
        return isSame ? WitTypeWriter.Identifier(theirs!.Label) : other;
    }

    private static Dictionary<string, List<(ExternName Name, FuncType Type)>> Members(InstanceType instance)
    {
        var members = new Dictionary<string, List<(ExternName, FuncType)>>(StringComparer.Ordinal);
        foreach (var (text, entity) in instance.Exports)
        {
            var name = ExternName.TryParse(text, out _)!;
            if (name.Resource.Length == 0 || entity.Type is not FuncType function) continue;
            if (!members.TryGetValue(name.Resource, out var list)) members.Add(name.Resource, list = []);
            list.Add((name, function));
        }
        return members;
    }
}
