namespace Microlight.Wit;

/// <summary>Worlds (WIT.md, item: world): imports and exports, includes, and the imports that follow from uses.</summary>
public sealed partial class WitResolver
{
    private WitWorld World(WitWorldSyntax syntax, FileScope scope, int depth)
    {
        if (_worlds.TryGetValue(syntax, out var known)) return known;
        Open(syntax, depth);
        var world = new WitWorld(scope.Package.Name, syntax.Name, syntax.Docs, syntax.Position);
        var dependencies = new List<WitInterface>();
        var types = Types(syntax.Items, scope, null, new Dictionary<string, WitTypeDefinition>(StringComparer.Ordinal), dependencies, world.TypeList, depth);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in syntax.Items.Where(IsIncluded))
        {
            CheckSince(item, scope.Package.Name);
            if (item is WitExternSyntax external)
            {
                var resolved = Extern(external, scope, types, depth);
                if (resolved.Function is { } function) CheckResult(function);
                if (!written.Add($"{external.IsImport} {resolved.Name}") || external.IsImport && types.ContainsKey(resolved.Name)) throw Again(external.IsImport, resolved.Name, external.Position);
                Add(world, external.IsImport, resolved, external.Position);
            }
            else if (item is WitIncludeSyntax include) Include(world, include, scope, depth);
        }
        AddDependencies(world, dependencies);
        _open.Remove(syntax);
        _worlds.Add(syntax, world);
        return world;
    }

    private WitWorldItem Extern(WitExternSyntax syntax, FileScope scope, Dictionary<string, WitTypeDefinition> types, int depth)
    {
        if (syntax.Function is { } function)
        {
            (function.Docs, function.Gates, function.Position) = (syntax.Docs, syntax.Gates, syntax.Position);
            return new WitWorldItem(syntax.Name, null, Function(function, types), syntax.ExternalId);
        }
        var found = syntax.Interface is { } inPlace ? Interface(inPlace, scope, depth + 1) : Interface(syntax.Path!, scope, depth + 1);
        return new WitWorldItem(syntax.Name.Length > 0 ? syntax.Name : found.FullName, found, null, syntax.ExternalId);
    }

    /// <summary>An interface by its full name may come again and is the same; a plain name may not.</summary>
    private static void Add(WitWorld world, bool isImport, WitWorldItem item, WitPosition position)
    {
        var items = isImport ? world.ImportList : world.ExportList;
        if (items.Find(i => string.Equals(i.Name, item.Name, StringComparison.OrdinalIgnoreCase)) is null) items.Add(item);
        else if (item.Interface is null || item.Name != item.Interface.FullName) throw Again(isImport, item.Name, position);
    }

    private static WitException Again(bool isImport, string name, WitPosition position) => new($"'{name}' is {(isImport ? "imported" : "exported")} twice", position);

    private void Include(WitWorld world, WitIncludeSyntax include, FileScope scope, int depth)
    {
        var (item, itsScope) = Find(include.Path, scope);
        if (item is not WitWorldSyntax syntax) throw new WitException($"'{include.Path.Name}' is an interface; a world is expected", include.Path.Position);
        var included = World(syntax, itsScope, depth + 1);
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (from, to, position) in include.Renames)
        {
            if (!included.Imports.Concat(included.Exports).Any(i => i.Name == from)) throw new WitException($"the world '{included.Name}' has no import or export '{from}'", position);
            renames[from] = to;
        }
        foreach (var type in included.TypeList)
        {
            if (world.TypeList.Contains(type)) continue;
            if (world.TypeList.Exists(t => t.Name == type.Name)) throw new WitException($"the world has a type '{type.Name}' already", include.Position);
            world.TypeList.Add(type);
        }
        foreach (var import in included.Imports) Add(world, true, Renamed(import, renames), include.Position);
        foreach (var export in included.Exports) Add(world, false, Renamed(export, renames), include.Position);
    }

    private static WitWorldItem Renamed(WitWorldItem item, Dictionary<string, string> renames) =>
        renames.TryGetValue(item.Name, out var name) ? new WitWorldItem(name, item.Interface, item.Function, item.ExternalId) : item;

    /// <summary>
    /// What imports use is imported as well; what exports use is the export if there is one, otherwise imported. Interfaces come before those that
    /// use them.
    /// </summary>
    private static void AddDependencies(WitWorld world, List<WitInterface> ofWorld)
    {
        var exported = new HashSet<string>(world.ExportList.Select(e => e.Name), StringComparer.Ordinal);
        var imports = world.ImportList.ToList();
        world.ImportList.Clear();
        var done = new HashSet<WitInterface>();
        foreach (var dependency in ofWorld) Import(dependency, new WitWorldItem(dependency.FullName, dependency, null, null));
        foreach (var item in imports)
        {
            if (item.Interface is null) world.ImportList.Add(item);
            else if (item.Name == item.Interface.FullName) Import(item.Interface, item);
            else
            {
                foreach (var dependency in item.Interface.DependencyList) Import(dependency, new WitWorldItem(dependency.FullName, dependency, null, null));
                world.ImportList.Add(item);
            }
        }
        var visited = new HashSet<WitInterface>();
        var exports = new Stack<WitInterface>(world.ExportList.Where(e => e.Interface is not null).Select(e => e.Interface!));
        while (exports.Count > 0)
        {
            var next = exports.Pop();
            if (!visited.Add(next)) continue;
            foreach (var dependency in next.DependencyList)
            {
                if (exported.Contains(dependency.FullName)) exports.Push(dependency);
                else Import(dependency, new WitWorldItem(dependency.FullName, dependency, null, null));
            }
        }

        // Uses of interfaces are limited in depth where they are resolved.
        void Import(WitInterface @interface, WitWorldItem item)
        {
            if (!done.Add(@interface)) return;
            foreach (var dependency in @interface.DependencyList) Import(dependency, new WitWorldItem(dependency.FullName, dependency, null, null));
            world.ImportList.Add(item);
        }
    }
}
