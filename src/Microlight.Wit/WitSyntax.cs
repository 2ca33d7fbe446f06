namespace Microlight.Wit;

/// <summary>What the parser makes of a file, names not resolved yet.</summary>
internal sealed class WitFileSyntax(WitSource source)
{
    public WitSource Source { get; } = source;
    public WitPackageName? Package { get; set; }
    public WitPosition PackagePosition { get; set; }
    public List<WitItemSyntax> Items { get; } = [];
    /// <summary>Packages written out inside of the file.</summary>
    public List<(WitPackageName Name, WitPosition Position, List<WitItemSyntax> Items)> Nested { get; } = [];
}

/// <summary>Anything that can be gated (WIT.md, feature gates).</summary>
internal abstract class WitItemSyntax
{
    public string Name { get; set; } = "";
    public WitPosition Position { get; set; }
    public string Docs { get; set; } = "";
    public WitGates Gates { get; set; } = WitGates.None;
    public string? ExternalId { get; set; }
}

/// <summary>The path of an interface or world: with a package, or the name alone.</summary>
internal sealed class WitPathSyntax(WitPackageName? package, string name, WitPosition position)
{
    public WitPackageName? Package { get; } = package;
    public string Name { get; } = name;
    public WitPosition Position { get; } = position;
}

/// <summary><c>use path;</c> at the top of a file: Name is what the interface is called in it.</summary>
internal sealed class WitTopLevelUseSyntax(WitPathSyntax path) : WitItemSyntax
{
    public WitPathSyntax Path { get; } = path;
}

internal sealed class WitInterfaceSyntax : WitItemSyntax
{
    public List<WitItemSyntax> Items { get; } = [];
}

internal sealed class WitWorldSyntax : WitItemSyntax
{
    public List<WitItemSyntax> Items { get; } = [];
}

/// <summary>An import or export of a world: of an interface by path (Name is empty), or under a name of a function, an interface in place, or one by path.</summary>
internal sealed class WitExternSyntax(bool isImport) : WitItemSyntax
{
    public bool IsImport { get; } = isImport;
    public WitPathSyntax? Path { get; set; }
    public WitFunctionSyntax? Function { get; set; }
    public WitInterfaceSyntax? Interface { get; set; }
}

internal sealed class WitIncludeSyntax(WitPathSyntax path) : WitItemSyntax
{
    public WitPathSyntax Path { get; } = path;
    public List<(string From, string To, WitPosition Position)> Renames { get; } = [];
}

internal sealed class WitUseSyntax(WitPathSyntax path) : WitItemSyntax
{
    public WitPathSyntax Path { get; } = path;
    public List<(string Name, string As, WitPosition Position)> Names { get; } = [];
}

internal sealed class WitFunctionSyntax(WitFunctionKind kind, bool isAsync) : WitItemSyntax
{
    public WitFunctionKind Kind { get; } = kind;
    public bool IsAsync { get; } = isAsync;
    public List<(string Name, WitTypeSyntax Type, WitPosition Position)> Parameters { get; } = [];
    public WitTypeSyntax? Result { get; set; }
}

/// <summary>A type with a name: Members of records, variants, enums and flags, Functions of resources, Type of an alias.</summary>
internal sealed class WitTypeDefinitionSyntax(WitTypeKind kind) : WitItemSyntax
{
    public WitTypeKind Kind { get; } = kind;
    public List<(string Name, WitTypeSyntax? Type, string Docs, WitPosition Position)> Members { get; } = [];
    public List<WitFunctionSyntax> Functions { get; } = [];
    public WitTypeSyntax? Type { get; set; }
}

/// <summary>A type as it is written: a keyword with arguments (null for <c>_</c>), or the name of a type.</summary>
internal sealed class WitTypeSyntax(string name, bool isKeyword, WitPosition position)
{
    public string Name { get; } = name;
    public bool IsKeyword { get; } = isKeyword;
    public WitPosition Position { get; } = position;
    public List<WitTypeSyntax?> Arguments { get; } = [];
    /// <summary>Of a list of fixed length.</summary>
    public uint? Length { get; set; }
}
