namespace Microlight.Wit;

/// <summary>The name of a package: <c>namespace:name</c>, perhaps with a version.</summary>
public sealed class WitPackageName(string @namespace, string name, string? version) : IEquatable<WitPackageName>
{
    public string Namespace { get; } = @namespace;
    public string Name { get; } = name;
    /// <summary>A semantic version, or null.</summary>
    public string? Version { get; } = version;

    public bool Equals(WitPackageName? other) => other is not null && Namespace == other.Namespace && Name == other.Name && Version == other.Version;
    public override bool Equals(object? obj) => Equals(obj as WitPackageName);
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
    public override string ToString() => Version is null ? $"{Namespace}:{Name}" : $"{Namespace}:{Name}@{Version}";
}

/// <summary>Since when an item is there, and since when it should not be used (WIT.md, feature gates).</summary>
public sealed class WitGates(string? since, string? unstable, string? deprecated)
{
    public static WitGates None { get; } = new(null, null, null);
    /// <summary>A version of the package.</summary>
    public string? Since { get; } = since;
    /// <summary>The feature that must be asked for.</summary>
    public string? Unstable { get; } = unstable;
    /// <summary>A version of the package.</summary>
    public string? Deprecated { get; } = deprecated;
}

/// <summary>A package with all names resolved. What a gate excludes is not in it.</summary>
public sealed class WitPackage(WitPackageName name)
{
    public WitPackageName Name { get; } = name;
    public IReadOnlyList<WitInterface> Interfaces => InterfaceList;
    public IReadOnlyList<WitWorld> Worlds => WorldList;
    internal List<WitInterface> InterfaceList { get; } = [];
    internal List<WitWorld> WorldList { get; } = [];
}

/// <summary>An interface. Name is empty for one that a world writes in place.</summary>
public sealed class WitInterface(WitPackageName package, string name, string docs, WitGates gates, WitPosition position)
{
    public WitPackageName Package { get; } = package;
    public string Name { get; } = name;
    public string Docs { get; } = docs;
    public WitGates Gates { get; } = gates;
    public WitPosition Position { get; } = position;
    /// <summary>What components import and export it as: <c>namespace:package/interface@version</c>.</summary>
    public string FullName => Package.Version is null ? $"{Package}/{Name}" : $"{Package.Namespace}:{Package.Name}/{Name}@{Package.Version}";
    /// <summary>Types defined in it; those that it uses are their own interfaces'.</summary>
    public IReadOnlyList<WitTypeDefinition> Types => TypeList;
    /// <summary>Types of other interfaces by the name that they have here.</summary>
    public IReadOnlyDictionary<string, WitTypeDefinition> Uses => UseMap;
    /// <summary>Functions that belong to no resource.</summary>
    public IReadOnlyList<WitFunction> Functions => FunctionList;
    internal List<WitTypeDefinition> TypeList { get; } = [];
    /// <summary>Interfaces whose types it uses.</summary>
    internal List<WitInterface> DependencyList { get; } = [];
    internal Dictionary<string, WitTypeDefinition> UseMap { get; } = new(StringComparer.Ordinal);
    internal List<WitFunction> FunctionList { get; } = [];
}

/// <summary>A world, includes resolved. Imports include the interfaces whose types are used by what it imports and exports.</summary>
public sealed class WitWorld(WitPackageName package, string name, string docs, WitPosition position)
{
    public WitPackageName Package { get; } = package;
    public string Name { get; } = name;
    public string Docs { get; } = docs;
    public WitPosition Position { get; } = position;
    public IReadOnlyList<WitWorldItem> Imports => ImportList;
    public IReadOnlyList<WitWorldItem> Exports => ExportList;
    /// <summary>Types that the world defines itself.</summary>
    public IReadOnlyList<WitTypeDefinition> Types => TypeList;
    internal List<WitWorldItem> ImportList { get; } = [];
    internal List<WitWorldItem> ExportList { get; } = [];
    internal List<WitTypeDefinition> TypeList { get; } = [];
}

/// <summary>An import or export: an interface or a function, the other is null. Name is an interface's full name, or a plain name.</summary>
public sealed class WitWorldItem(string name, WitInterface? @interface, WitFunction? function, string? externalId)
{
    public string Name { get; } = name;
    public WitInterface? Interface { get; } = @interface;
    public WitFunction? Function { get; } = function;
    public string? ExternalId { get; } = externalId;
}

public enum WitFunctionKind { Free, Method, Static, Constructor }

/// <summary>A function. A method's Parameters are without the resource that it belongs to; a constructor's Result is null unless it can fail.</summary>
public sealed class WitFunction(string name, WitFunctionKind kind, bool isAsync, string docs, WitGates gates, WitPosition position)
{
    public string Name { get; } = name;
    public WitFunctionKind Kind { get; } = kind;
    public bool IsAsync { get; } = isAsync;
    public string Docs { get; } = docs;
    public WitGates Gates { get; } = gates;
    public WitPosition Position { get; } = position;
    public IReadOnlyList<(string Name, WitType Type)> Parameters => ParameterList;
    public WitType? Result { get; internal set; }
    internal List<(string Name, WitType Type)> ParameterList { get; } = [];
}

public enum WitTypeKind { Record, Variant, Enum, Flags, Resource, Alias }

/// <summary>A type with a name. Members: fields, cases (Type is null without a payload), flags. Target: what an alias stands for.</summary>
public sealed class WitTypeDefinition(string name, WitTypeKind kind, WitInterface? owner, string docs, WitGates gates, WitPosition position)
{
    public string Name { get; } = name;
    public WitTypeKind Kind { get; } = kind;
    /// <summary>The interface that defines it; null if a world does.</summary>
    public WitInterface? Owner { get; } = owner;
    public string Docs { get; } = docs;
    public WitGates Gates { get; } = gates;
    public WitPosition Position { get; } = position;
    public IReadOnlyList<WitMember> Members => MemberList;
    /// <summary>Of a resource.</summary>
    public IReadOnlyList<WitFunction> Functions => FunctionList;
    public WitType? Target { get; internal set; }
    internal List<WitMember> MemberList { get; } = [];
    internal List<WitFunction> FunctionList { get; } = [];
}

/// <summary>A field, case or flag.</summary>
public sealed class WitMember(string name, WitType? type, string docs)
{
    public string Name { get; } = name;
    public WitType? Type { get; } = type;
    public string Docs { get; } = docs;
}

public enum WitTypeForm
{
    Bool, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, Char, String, ErrorContext,
    /// <summary>A type with a name; of a resource, the owned handle.</summary>
    Named,
    /// <summary>A borrowed handle of a resource.</summary>
    Borrow,
    List, Option, Result, Tuple, Map, Stream, Future,
}

/// <summary>A type where it is used. Arguments: of results the ok and error type, each perhaps null; of streams and futures none or one.</summary>
public sealed class WitType(WitTypeForm form, IReadOnlyList<WitType?> arguments, WitTypeDefinition? definition, uint? length)
{
    public WitTypeForm Form { get; } = form;
    public IReadOnlyList<WitType?> Arguments { get; } = arguments;
    /// <summary>Of <see cref="WitTypeForm.Named"/> and <see cref="WitTypeForm.Borrow"/>.</summary>
    public WitTypeDefinition? Definition { get; } = definition;
    /// <summary>Of a list of fixed length.</summary>
    public uint? Length { get; } = length;
}
