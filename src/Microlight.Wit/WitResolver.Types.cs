namespace Microlight.Wit;

/// <summary>Interfaces, and types and functions in them and in worlds.</summary>
public sealed partial class WitResolver
{
    private static readonly Dictionary<string, WitTypeForm> Keywords = new(StringComparer.Ordinal)
    {
        ["bool"] = WitTypeForm.Bool, ["s8"] = WitTypeForm.S8, ["u8"] = WitTypeForm.U8, ["s16"] = WitTypeForm.S16, ["u16"] = WitTypeForm.U16, ["s32"] = WitTypeForm.S32,
        ["u32"] = WitTypeForm.U32, ["s64"] = WitTypeForm.S64, ["u64"] = WitTypeForm.U64, ["f32"] = WitTypeForm.F32, ["f64"] = WitTypeForm.F64, ["char"] = WitTypeForm.Char,
        ["string"] = WitTypeForm.String, ["error-context"] = WitTypeForm.ErrorContext, ["list"] = WitTypeForm.List, ["option"] = WitTypeForm.Option,
        ["result"] = WitTypeForm.Result, ["tuple"] = WitTypeForm.Tuple, ["map"] = WitTypeForm.Map, ["stream"] = WitTypeForm.Stream, ["future"] = WitTypeForm.Future,
    };

    private WitInterface Interface(WitInterfaceSyntax syntax, FileScope scope, int depth)
    {
        if (_interfaces.TryGetValue(syntax, out var known) && !_open.Contains(syntax)) return known;
        Open(syntax, depth);
        var result = new WitInterface(scope.Package.Name, syntax.Name, syntax.Docs, syntax.Gates, syntax.Position);
        _interfaces[syntax] = result;
        var types = Types(syntax.Items, scope, result, result.UseMap, result.DependencyList, result.TypeList, depth);
        var names = new HashSet<string>(types.Keys, StringComparer.OrdinalIgnoreCase);
        foreach (var item in syntax.Items)
        {
            if (item is not WitFunctionSyntax function || !IsIncluded(item)) continue;
            if (!names.Add(function.Name)) throw Twice(function);
            CheckSince(function, scope.Package.Name);
            result.FunctionList.Add(Function(function, types));
        }
        foreach (var function in result.FunctionList.Concat(result.TypeList.SelectMany(t => t.FunctionList))) CheckResult(function);
        _open.Remove(syntax);
        return result;
    }

    /// <summary>Types that are used and defined, by name: uses first, then all definitions by name, then what they are made of, so that order does not matter.</summary>
    private Dictionary<string, WitTypeDefinition> Types(List<WitItemSyntax> items, FileScope scope, WitInterface? owner, Dictionary<string, WitTypeDefinition> uses,
        List<WitInterface> dependencies, List<WitTypeDefinition> definitions, int depth)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var types = new Dictionary<string, WitTypeDefinition>(StringComparer.Ordinal);
        foreach (var use in items.OfType<WitUseSyntax>().Where(IsIncluded))
        {
            var from = Interface(use.Path, scope, depth + 1);
            if (!dependencies.Contains(from)) dependencies.Add(from);
            foreach (var (name, alias, position) in use.Names)
            {
                var type = from.TypeList.Find(t => t.Name == name) ?? (from.UseMap.TryGetValue(name, out var used) ? used : throw new WitException($"there is no type '{name}' in '{from.Name}'", position));
                if (!names.Add(alias)) throw new WitException($"'{alias}' is defined twice", position);
                types.Add(alias, type);
                uses.Add(alias, type);
            }
        }
        var syntaxes = items.OfType<WitTypeDefinitionSyntax>().Where(IsIncluded).ToList();
        foreach (var syntax in syntaxes)
        {
            CheckSince(syntax, scope.Package.Name);
            if (!names.Add(syntax.Name)) throw Twice(syntax);
            var definition = new WitTypeDefinition(syntax.Name, syntax.Kind, owner, syntax.Docs, syntax.Gates, syntax.Position);
            types.Add(syntax.Name, definition);
            definitions.Add(definition);
        }
        foreach (var syntax in syntaxes) Define(types[syntax.Name], syntax, types);
        CheckIsFinite(syntaxes.ConvertAll(s => types[s.Name]));
        return types;
    }

    private void Define(WitTypeDefinition definition, WitTypeDefinitionSyntax syntax, Dictionary<string, WitTypeDefinition> types)
    {
        if (syntax.Type is not null) definition.Target = Type(syntax.Type, types);
        if (syntax.Kind is not (WitTypeKind.Alias or WitTypeKind.Resource) && syntax.Members.Count == 0) throw new WitException($"'{syntax.Name}' must have at least one member", syntax.Position);
        if (syntax.Kind == WitTypeKind.Flags && syntax.Members.Count > 32) throw new WitException($"'{syntax.Name}' has more than 32 flags", syntax.Position);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type, docs, position) in syntax.Members)
        {
            if (!names.Add(name)) throw new WitException($"'{name}' is defined twice", position);
            definition.MemberList.Add(new WitMember(name, type is null ? null : Type(type, types), docs));
        }
        foreach (var function in syntax.Functions.Where(IsIncluded))
        {
            if (!names.Add(function.Kind == WitFunctionKind.Constructor ? "constructor" : function.Name)) throw Twice(function);
            var resolved = Function(function, types);
            if (function.Kind == WitFunctionKind.Constructor && resolved.Result is { } result && !(result.Form == WitTypeForm.Result && result.Arguments.Count > 0 && result.Arguments[0]?.Definition == definition))
                throw new WitException($"a constructor that can fail returns result<{syntax.Name}, …>", function.Position);
            definition.FunctionList.Add(resolved);
        }
    }

    private static WitFunction Function(WitFunctionSyntax syntax, Dictionary<string, WitTypeDefinition> types)
    {
        var function = new WitFunction(syntax.Name, syntax.Kind, syntax.IsAsync, syntax.Docs, syntax.Gates, syntax.Position);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type, position) in syntax.Parameters)
        {
            if (!names.Add(name)) throw new WitException($"the parameter '{name}' is there twice", position);
            function.ParameterList.Add((name, Type(type, types)));
        }
        if (syntax.Result is not null) function.Result = Type(syntax.Result, types);
        return function;
    }

    /// <summary>No function returns a borrowed handle, whatever it is part of.</summary>
    private static void CheckResult(WitFunction function)
    {
        var seen = new HashSet<WitTypeDefinition>();
        var types = new Stack<WitType?>();
        types.Push(function.Result);
        while (types.Count > 0)
        {
            if (types.Pop() is not { } type) continue;
            if (type.Form == WitTypeForm.Borrow) throw new WitException($"the result of '{function.Name}' contains a borrowed handle", function.Position);
            foreach (var argument in type.Arguments) types.Push(argument);
            if (type.Definition is not { } definition || !seen.Add(definition)) continue;
            types.Push(definition.Target);
            foreach (var member in definition.MemberList) types.Push(member.Type);
        }
    }

    /// <summary>Recurses on types within types, which the parser limits.</summary>
    private static WitType Type(WitTypeSyntax syntax, Dictionary<string, WitTypeDefinition> types)
    {
        if (!syntax.IsKeyword) return new WitType(WitTypeForm.Named, [], Named(syntax, types), null);
        if (syntax.Name is "borrow" or "own")
        {
            var resource = Named(syntax.Arguments[0]!, types);
            if (Underlying(resource) is null) throw new WitException($"'{resource.Name}' is not a resource", syntax.Position);
            return new WitType(syntax.Name == "borrow" ? WitTypeForm.Borrow : WitTypeForm.Named, [], resource, null);
        }
        var arguments = syntax.Arguments.ConvertAll(a => a is null ? null : Type(a, types));
        if (syntax.Name == "map" && arguments[0]!.Form is WitTypeForm.F32 or WitTypeForm.F64 or WitTypeForm.ErrorContext or > WitTypeForm.Borrow)
            throw new WitException("the keys of a map are numbers without fraction, truth values, characters or strings", syntax.Arguments[0]!.Position);
        return new WitType(Keywords[syntax.Name], arguments, null, syntax.Length);
    }

    private static WitTypeDefinition Named(WitTypeSyntax syntax, Dictionary<string, WitTypeDefinition> types) =>
        !syntax.IsKeyword && types.TryGetValue(syntax.Name, out var found) ? found : throw new WitException($"there is no type '{syntax.Name}'", syntax.Position);

    /// <summary>The resource that a definition is, perhaps by way of aliases; null if it is none.</summary>
    private static WitTypeDefinition? Underlying(WitTypeDefinition definition)
    {
        // An alias that has not been looked at yet may still come to be a resource; those of aliases in a ring are found later.
        for (var steps = 0; steps < MostNesting; steps++)
        {
            if (definition.Kind == WitTypeKind.Resource) return definition;
            if (definition.Kind != WitTypeKind.Alias) return null;
            if (definition.Target is null) return definition;
            if (definition.Target.Form != WitTypeForm.Named || definition.Target.Definition is not { } next) return null;
            definition = next;
        }
        return null;
    }

    /// <summary>No type may contain itself: those that contain only what is known to be finite are taken away until none is left.</summary>
    private static void CheckIsFinite(List<WitTypeDefinition> definitions)
    {
        var waiting = new Dictionary<WitTypeDefinition, int>();
        var users = new Dictionary<WitTypeDefinition, List<WitTypeDefinition>>();
        foreach (var definition in definitions)
        {
            waiting[definition] = 0;
            users[definition] = [];
        }
        foreach (var definition in definitions)
        {
            foreach (var part in Parts(definition).Where(users.ContainsKey))
            {
                users[part].Add(definition);
                waiting[definition]++;
            }
        }
        var finite = new Queue<WitTypeDefinition>(definitions.Where(d => waiting[d] == 0));
        while (finite.Count > 0)
        {
            var next = finite.Dequeue();
            waiting.Remove(next);
            foreach (var user in users[next])
            {
                if (--waiting[user] == 0) finite.Enqueue(user);
            }
        }
        if (definitions.Find(waiting.ContainsKey) is { } infinite) throw new WitException($"the type '{infinite.Name}' contains itself", infinite.Position);
    }

    private static IEnumerable<WitTypeDefinition> Parts(WitTypeDefinition definition)
    {
        var types = new Stack<WitType?>(definition.Members.Select(m => m.Type));
        types.Push(definition.Target);
        while (types.Count > 0)
        {
            if (types.Pop() is not { } type) continue;
            if (type.Definition is not null) yield return type.Definition;
            foreach (var argument in type.Arguments) types.Push(argument);
        }
    }
}
