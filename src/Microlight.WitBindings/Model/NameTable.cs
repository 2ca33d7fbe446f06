using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>The C# names of everything that is in a namespace. They follow from the packages alone, not from which worlds bindings are made for.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<WitPackageName, string> _namespaces = [];
    private readonly Dictionary<WitInterface, string> _interfaces = [];
    private readonly Dictionary<WitWorld, string> _worlds = [];
    private readonly Dictionary<WitTypeDefinition, (string Namespace, string Name)> _types = [];
    private readonly Dictionary<WitTypeDefinition, IReadOnlyList<string>> _members = [];
    private readonly List<WitWorld> _allWorlds;
    private readonly IReadOnlyList<ProvidedInterface> _provided;

    public NameTable(IReadOnlyList<WitPackage> packages, IReadOnlyList<ProvidedInterface> provided)
    {
        _provided = provided;
        _allWorlds = packages.SelectMany(p => p.Worlds).ToList();
        var versions = packages.ToLookup(p => (p.Name.Namespace, p.Name.Name));
        foreach (var package in packages)
        {
            var name = $"{CSharpNames.Pascal(package.Name.Namespace)}.{CSharpNames.Pascal(package.Name.Name)}";
            var isOne = versions[(package.Name.Namespace, package.Name.Name)].Count() == 1;
            _namespaces.Add(package.Name, isOne ? name : $"{name}.V{Version(package.Name.Version)}");
        }
        foreach (var package in packages) Add(package);
    }

    public string Namespace(WitPackageName package) => _namespaces[package];

    /// <summary>The namespace of an interface's types: where they are already, if a referenced assembly has them.</summary>
    public string Namespace(WitInterface @interface) => Provided(@interface)?.Namespace ?? _namespaces[@interface.Package];

    /// <summary>What a referenced assembly has of the interface, in a compatible version; null if none has.</summary>
    public ProvidedInterface? Provided(WitInterface @interface) =>
        @interface.Name.Length == 0 ? null : _provided.FirstOrDefault(p => InterfaceNames.Compatible(p.Name) == InterfaceNames.Compatible(@interface.FullName));

    /// <summary>Without the I.</summary>
    public string Interface(WitInterface @interface) => _interfaces[@interface];
    /// <summary>Without World.</summary>
    public string World(WitWorld world) => _worlds[world];
    /// <summary>Without the namespace.</summary>
    public string Type(WitTypeDefinition type) => _types[type].Name;
    public string QualifiedType(WitTypeDefinition type) => $"global::{_types[type].Namespace}.{_types[type].Name}";

    /// <summary>The names of fields, cases or flags.</summary>
    public IReadOnlyList<string> Members(WitTypeDefinition type)
    {
        if (_members.TryGetValue(type, out var known)) return known;
        var scope = type.Kind switch
        {
            WitTypeKind.Record => new NameScope([.. NameScope.OfObjects, Type(type)]),
            WitTypeKind.Variant => new NameScope([.. NameScope.OfObjects, Type(type), "Value", "Instance"]),
            _ => new NameScope("None"),
        };
        return _members[type] = type.Members.Select(m => scope.Take(CSharpNames.Pascal(m.Name))).ToList();
    }

    private static string Version(string? version) => version is null ? "" : new string(version.Select(c => char.IsLetterOrDigit(c) ? c : '_').ToArray());

    /// <summary>Whether the world writes the type itself, rather than include it.</summary>
    private bool IsOf(WitTypeDefinition type, WitWorld world)
    {
        var (source, offset) = (type.Position.Source, type.Position.Offset);
        return _allWorlds.Where(w => w.Position.Source == source && w.Position.Offset <= offset).OrderByDescending(w => w.Position.Offset).FirstOrDefault() == world;
    }

    private void Add(WitPackage package)
    {
        // A type must not be named like one of its members.
        var scope = new NameScope([.. NameScope.OfObjects, "Dispose"]);
        var types = new List<(WitTypeDefinition Type, string Owner)>();
        foreach (var @interface in package.Interfaces) AddInterface(@interface, CSharpNames.Pascal(@interface.Name));
        foreach (var world in package.Worlds)
        {
            var name = CSharpNames.Pascal(world.Name);
            while (new[] { $"{name}World", $"I{name}World" }.Any(n => scope.Take(n) != n)) name += "_";
            _worlds.Add(world, name);
            foreach (var item in world.Imports.Concat(world.Exports))
            {
                if (item.Interface is { Name: "" } inPlace && !_interfaces.ContainsKey(inPlace)) AddInterface(inPlace, name + CSharpNames.Pascal(item.Name));
            }
            types.AddRange(world.Types.Where(t => IsOf(t, world)).Select(t => (t, name)));
        }
        var named = types.Where(t => t.Type.Kind != WitTypeKind.Alias && !_types.ContainsKey(t.Type)).ToList();
        var uses = named.ToLookup(t => CSharpNames.Pascal(t.Type.Name));
        foreach (var (type, owner) in named)
        {
            var name = CSharpNames.Pascal(type.Name);
            var isTaken = uses[name].Count() > 1 || !scope.IsFree(name);
            _types.Add(type, (type.Owner is { } of ? Namespace(of) : _namespaces[package.Name], scope.Take(isTaken ? owner + name : name)));
        }

        void AddInterface(WitInterface @interface, string name)
        {
            while (new[] { $"I{name}", $"{name}Exports", $"{name}Extensions" }.Any(n => scope.Take(n) != n)) name += "_";
            _interfaces.Add(@interface, name);
            types.AddRange(@interface.Types.Select(t => (t, name)));
        }
    }
}
