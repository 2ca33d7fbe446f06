using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>One definition of a component, or one declarator of a component or instance type (Binary.md). Offset: where it begins.</summary>
internal abstract record Definition(int Offset);

/// <summary>A core module, decoded. Its own offsets begin at <see cref="Start"/>.</summary>
internal sealed record ModuleDefinition(int Offset, int Start, WasmModule Module) : Definition(Offset);

internal sealed record NestedComponentDefinition(int Offset, ComponentBinary Component) : Definition(Offset);

/// <summary>A module made into an instance; each argument is a core instance that serves one import module name.</summary>
internal sealed record CoreInstantiation(int Offset, uint Module, (string Name, uint Instance)[] Arguments) : Definition(Offset);

/// <summary>A core instance put together from definitions.</summary>
internal sealed record CoreInstanceOfExports(int Offset, (string Name, SortIndex Item)[] Exports) : Definition(Offset);

/// <summary>A group of recursive core types; their indices are the component's core type indices from where the group comes to stand.</summary>
internal sealed record CoreTypeGroup(int Offset, Microlight.Wasm.Binary.TypeDefinition[] Types) : Definition(Offset);

internal sealed record ModuleTypeDefinition(int Offset, ModuleDeclarator[] Declarators) : Definition(Offset);

internal sealed record Instantiation(int Offset, uint Component, (string Name, SortIndex Item)[] Arguments) : Definition(Offset);

internal sealed record InstanceOfExports(int Offset, (ExternNameSyntax Name, SortIndex Item)[] Exports) : Definition(Offset);

/// <summary>An export of an instance under an index of its own; of a core instance if the sort is a core one.</summary>
internal sealed record ExportAlias(int Offset, Sort Sort, uint Instance, string Name) : Definition(Offset);

/// <summary>What an enclosing component or type defined; Count 0 is the innermost one.</summary>
internal sealed record OuterAlias(int Offset, Sort Sort, uint Count, uint Index) : Definition(Offset);

internal sealed record ComponentTypeDefinition(int Offset, TypeSyntax Type) : Definition(Offset);

internal sealed record ImportDefinition(int Offset, ExternNameSyntax Name, ExternTypeSyntax Type) : Definition(Offset);

internal sealed record ExportDefinition(int Offset, ExternNameSyntax Name, SortIndex Item, ExternTypeSyntax? Type) : Definition(Offset);

/// <summary>An export in a component or instance type: a name and a type, nothing behind it.</summary>
internal sealed record ExportDeclarator(int Offset, ExternNameSyntax Name, ExternTypeSyntax Type) : Definition(Offset);

/// <summary>One declarator of a core module type.</summary>
internal abstract record ModuleDeclarator(int Offset);
internal sealed record ModuleTypeGroup(int Offset, Microlight.Wasm.Binary.TypeDefinition[] Types) : ModuleDeclarator(Offset);
internal sealed record ModuleTypeAlias(int Offset, uint Count, uint Index) : ModuleDeclarator(Offset);
/// <summary>Module is null for an export.</summary>
internal sealed record ModuleExtern(int Offset, string? Module, string Name, ImportEntry Type) : ModuleDeclarator(Offset);

/// <summary>The name of an import or export with its attributes (Binary.md, import and export definitions), not looked into yet.</summary>
internal readonly record struct ExternNameSyntax(string Name, string? Implements, string? ExternalId);
