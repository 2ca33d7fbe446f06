namespace Microlight.Wit;

/// <summary>
/// Reads packages with everything that they depend on, and resolves all names (WIT.md, name resolution): types, uses, includes. What an
/// <c>@unstable</c> gate excludes is left out.
/// </summary>
public sealed partial class WitResolver
{
    private const int MostNesting = 100;

    private readonly HashSet<string> _features;
    private readonly Dictionary<WitPackageName, PackageSyntax> _syntax = [];
    private readonly List<FileScope> _scopes = [];
    private readonly Dictionary<WitItemSyntax, WitInterface> _interfaces = [];
    private readonly Dictionary<WitItemSyntax, WitWorld> _worlds = [];
    /// <summary>Interfaces and worlds that are being resolved: one that comes back to itself is a cycle.</summary>
    private readonly HashSet<WitItemSyntax> _open = [];

    /// <summary>A package, with the interfaces and worlds of all its files by name, and what the file of each sees under other names.</summary>
    private sealed class PackageSyntax(WitPackageName name)
    {
        public WitPackageName Name { get; } = name;
        public Dictionary<string, (WitItemSyntax Item, FileScope Scope)> Items { get; } = new(StringComparer.Ordinal);
        public List<(WitItemSyntax Item, FileScope Scope)> InOrder { get; } = [];
    }

    /// <summary>What names of interfaces and worlds mean in one file: its uses, then its package.</summary>
    private sealed class FileScope(PackageSyntax package)
    {
        public PackageSyntax Package { get; } = package;
        public Dictionary<string, WitPathSyntax> Uses { get; } = new(StringComparer.Ordinal);
    }

    private WitResolver(IEnumerable<string> features) => _features = [.. features];

    /// <summary>Reads all packages that the files make up.</summary>
    /// <param name="sources">Every file; those of one folder are one package, files in a folder <c>deps</c> and folders in it are packages each.</param>
    /// <param name="features">Names of unstable features to include.</param>
    /// <returns>The packages in the order of the files.</returns>
    /// <exception cref="WitException">Something in a file is wrong; the first fault that is found.</exception>
    public static IReadOnlyList<WitPackage> Resolve(IReadOnlyList<WitSource> sources, params string[] features)
    {
        var resolver = new WitResolver(features);
        resolver.Read(sources);
        foreach (var scope in resolver._scopes)
        {
            foreach (var path in scope.Uses.Values) resolver.Find(path, scope, isUse: true);
        }
        var packages = new List<WitPackage>();
        foreach (var syntax in resolver._syntax.Values)
        {
            var package = new WitPackage(syntax.Name);
            foreach (var (item, scope) in syntax.InOrder)
            {
                if (item is WitInterfaceSyntax @interface) package.InterfaceList.Add(resolver.Interface(@interface, scope, 1));
                else if (item is WitWorldSyntax world) package.WorldList.Add(resolver.World(world, scope, 1));
            }
            packages.Add(package);
        }
        return packages;
    }

    private void Read(IReadOnlyList<WitSource> sources)
    {
        foreach (var group in sources.Select(WitParser.Parse).GroupBy(f => Folder(f.Source)))
        {
            var names = group.Where(f => f.Package is not null).Select(f => f.Package!).Distinct().ToList();
            if (names.Count > 1) throw new WitException($"the folder is the package '{names[0]}' and cannot be '{names[1]}' as well", group.First(f => names[1].Equals(f.Package)).PackagePosition);
            var folder = names.Count == 1 ? Package(names[0], group.First(f => f.Package is not null).PackagePosition) : null;
            foreach (var file in group)
            {
                if (folder is not null) Add(folder, file.Items);
                else if (file.Items.Count > 0 || file.Nested.Count == 0) throw new WitException("no file of the folder says which package it is", new WitPosition(file.Source, 0));
                foreach (var (name, position, items) in file.Nested) Add(Package(name, position), items);
            }
        }
    }

    /// <summary>The folder of a file; a file in <c>deps</c> stands alone.</summary>
    private static string Folder(WitSource source)
    {
        var path = source.Path.Replace('\\', '/');
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "" : path.Substring(0, slash);
        return folder == "deps" || folder.EndsWith("/deps", StringComparison.Ordinal) ? path : folder;
    }

    private PackageSyntax Package(WitPackageName name, WitPosition position)
    {
        if (_syntax.ContainsKey(name)) throw new WitException($"the package '{name}' is defined in two places", position);
        var package = new PackageSyntax(name);
        _syntax.Add(name, package);
        return package;
    }

    /// <summary>Adds the items of one file.</summary>
    private void Add(PackageSyntax package, List<WitItemSyntax> items)
    {
        var scope = new FileScope(package);
        _scopes.Add(scope);
        foreach (var item in items)
        {
            if (item is WitTopLevelUseSyntax use)
            {
                if (scope.Uses.ContainsKey(use.Name)) throw Twice(use);
                scope.Uses.Add(use.Name, use.Path);
                continue;
            }
            CheckSince(item, package.Name);
            if (!IsIncluded(item)) continue;
            if (package.Items.ContainsKey(item.Name)) throw Twice(item);
            package.Items.Add(item.Name, (item, scope));
            package.InOrder.Add((item, scope));
        }
        foreach (var item in items)
        {
            if (item is not WitTopLevelUseSyntax && scope.Uses.ContainsKey(item.Name)) throw Twice(item);
        }
    }

    /// <summary>Gates are numbered with versions that there have been.</summary>
    private static void CheckSince(WitItemSyntax item, WitPackageName package)
    {
        if (item.Gates.Since is not { } since || package.Version is not { } version || !Version.TryParse(Release(since), out var from) || !Version.TryParse(Release(version), out var now)) return;
        if (from > now) throw new WitException($"the package '{package}' has no version {since} yet", item.Position);
    }

    private static string Release(string version) => version.Split('-', '+')[0];

    private bool IsIncluded(WitItemSyntax item) => item.Gates.Unstable is not { } feature || _features.Contains(feature);

    private static WitException Twice(WitItemSyntax item) => new($"'{item.Name}' is defined twice", item.Position);

    /// <summary>The interface or world that a path means in a file.</summary>
    /// <param name="isUse">The path is that of a use itself, which sees the package and not other uses.</param>
    private (WitItemSyntax Item, FileScope Scope) Find(WitPathSyntax path, FileScope scope, bool isUse = false)
    {
        if (!isUse && path.Package is null && scope.Uses.TryGetValue(path.Name, out var used)) path = new WitPathSyntax(used.Package, used.Name, path.Position);
        var package = scope.Package;
        if (path.Package is { } name && !_syntax.TryGetValue(name, out package)) throw new WitException($"there is no package '{name}'{Others(name)}", path.Position);
        return package!.Items.TryGetValue(path.Name, out var found) ? found : throw new WitException($"there is no interface or world '{path.Name}' in the package '{package.Name}'", path.Position);
    }

    private string Others(WitPackageName name)
    {
        var others = _syntax.Keys.Where(k => k.Namespace == name.Namespace && k.Name == name.Name).Select(k => k.ToString()).ToList();
        return others.Count == 0 ? "" : $"; there is {string.Join(" and ", others)}";
    }

    private WitInterface Interface(WitPathSyntax path, FileScope scope, int depth)
    {
        var (item, itsScope) = Find(path, scope);
        return item is WitInterfaceSyntax found ? Interface(found, itsScope, depth) : throw new WitException($"'{path.Name}' is a world; an interface is expected", path.Position);
    }

    private void Open(WitItemSyntax item, int depth)
    {
        if (depth > MostNesting) throw new WitException($"interfaces and worlds refer to one another more than {MostNesting} deep", item.Position);
        if (!_open.Add(item)) throw new WitException($"'{item.Name}' depends on itself", item.Position);
    }
}
