namespace Microlight.Tars.Idl;

/// <summary>Looks up names, gives keys and defaults to where they belong, and checks what the grammar cannot.</summary>
internal sealed partial class IdlResolver(IdlLoader loader)
{
    private readonly Dictionary<(string Module, string Name), IdlDefinition> _definitions = [];

    public void Resolve()
    {
        foreach (var definition in loader.Definitions)
        {
            if (!_definitions.TryGetValue((definition.Module, definition.Name), out var first)) _definitions.Add((definition.Module, definition.Name), definition);
            else Report(definition.Position, $"{definition.Module} has {first.Name} already, as {Article(first)} at {first.Position}.");
        }
        foreach (var definition in loader.Definitions)
        {
            switch (definition)
            {
                case IdlEnum @enum: CheckEnum(@enum); break;
                case IdlConst constant:
                    ResolveType(constant.Type, constant.Module);
                    constant.Value = CheckValue(constant.Type, constant.Value, constant.Module);
                    break;
                case IdlStruct structure: CheckFields(structure); break;
                case IdlInterface @interface: CheckFunctions(@interface); break;
            }
        }
        foreach (var (module, names) in loader.Keys) SetKey(module, names);
        foreach (var definition in loader.Definitions)
        {
            if (definition is IdlStruct structure)
            {
                CheckRecursion(structure);
                foreach (var field in structure.Fields) CheckKeys(field.Type);
            }
            if (definition is not IdlInterface @interface) continue;
            foreach (var function in @interface.Functions)
            {
                if (function.ReturnType is not null) CheckKeys(function.ReturnType);
                foreach (var parameter in function.Parameters) CheckKeys(parameter.Type);
            }
        }
    }

    private void CheckEnum(IdlEnum @enum) =>
        CheckNames(@enum.Members.Select(m => (m.Name, m.Position)), $"The enumeration {@enum.Name} has a member");

    private void CheckFields(IdlStruct structure)
    {
        CheckNames(structure.Fields.Select(f => (f.Name, f.Position)), $"The structure {structure.Name} has a field");
        foreach (var group in structure.Fields.GroupBy(f => f.Tag).Where(g => g.Count() > 1))
            Report(group.Last().Position, $"The structure {structure.Name} has two fields with tag {group.Key}.");
        foreach (var field in structure.Fields)
        {
            ResolveType(field.Type, structure.Module);
            if (field.Default is not null) field.Default = CheckValue(field.Type, field.Default, structure.Module);
        }
    }

    private void CheckFunctions(IdlInterface @interface)
    {
        CheckNames(@interface.Functions.Select(f => (f.Name, f.Position)), $"The interface {@interface.Name} has a function");
        foreach (var function in @interface.Functions)
        {
            CheckNames(function.Parameters.Select(p => (p.Name, p.Position)), $"The function {function.Name} has a parameter");
            if (function.ReturnType is not null) ResolveType(function.ReturnType, @interface.Module);
            foreach (var parameter in function.Parameters) ResolveType(parameter.Type, @interface.Module);
        }
    }

    private void CheckNames(IEnumerable<(string Name, IdlPosition Position)> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, position) in names)
            if (!seen.Add(name)) Report(position, $"{what} {name} already.");
    }

    private void ResolveType(IdlType type, string module)
    {
        switch (type)
        {
            case IdlVectorType vector: ResolveType(vector.Element, module); break;
            case IdlMapType map:
                ResolveType(map.Key, module);
                ResolveType(map.Value, module);
                break;
            case IdlNamedType named:
                if (!_definitions.TryGetValue((named.Module ?? module, named.Name), out var definition)) Report(named.Position, $"There is no type {named} {(named.Module is null ? $"in the module {module}" : "")}".TrimEnd() + ".");
                else if (definition is IdlEnum or IdlStruct) named.Definition = definition;
                else Report(named.Position, $"{named} is {Article(definition)}, not a type.");
                break;
        }
    }

    private void SetKey(string module, IReadOnlyList<IdlToken> names)
    {
        if (!_definitions.TryGetValue((module, names[0].Text), out var definition) || definition is not IdlStruct structure)
        {
            Report(names[0].Position, $"There is no structure {names[0].Text} in the module {module}.");
            return;
        }
        if (structure.Key is not null) Report(names[0].Position, $"The structure {structure.Name} has a key already.");
        if (names.Count == 1) Report(names[0].Position, $"The key of {structure.Name} names no field.");
        var fields = new List<IdlField>();
        foreach (var name in names.Skip(1))
        {
            if (structure.Fields.FirstOrDefault(f => f.Name == name.Text) is not { } field) Report(name.Position, $"The structure {structure.Name} has no field {name.Text}.");
            else if (fields.Contains(field)) Report(name.Position, $"The key of {structure.Name} names {name.Text} twice.");
            else fields.Add(field);
        }
        structure.Key = fields;
    }

    private void CheckKeys(IdlType type)
    {
        if (type is IdlVectorType vector) CheckKeys(vector.Element);
        if (type is not IdlMapType map) return;
        CheckKeys(map.Value);
        if (map.Key is IdlVectorType or IdlMapType) Report(map.Key.Position, $"{map.Key} cannot be the key of a map.");
        else if (map.Key is IdlNamedType { IsResolved: true, Definition: IdlStruct { Key: null } structure }) Report(map.Key.Position, $"The key of a map can be a structure with a key alone: key[{structure.Name}, …].");
    }

    /// <summary>A structure in itself has no end, unless a vector or map is between.</summary>
    private void CheckRecursion(IdlStruct structure)
    {
        var seen = new HashSet<IdlStruct>();
        bool Reaches(IdlStruct from) => from.Fields.Any(f => f.Type is IdlNamedType { IsResolved: true, Definition: IdlStruct inner } && (inner == structure || seen.Add(inner) && Reaches(inner)));
        if (Reaches(structure)) Report(structure.Position, $"The structure {structure.Name} is part of itself; put a vector between.");
    }

    private void Report(IdlPosition position, string message) => loader.Errors.Add(new IdlError(position, message));

    private static string Article(IdlDefinition definition) => $"{(definition.Kind[0] is 'e' or 'i' ? "an" : "a")} {definition.Kind}";
}
