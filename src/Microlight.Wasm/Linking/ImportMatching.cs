using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Linking;

/// <summary>Whether an export may be bound to an import (spec 3.3.8 to 3.3.14), all but minimum sizes, which are known only when the program runs.</summary>
/// <remarks>What is exported has the type that it was defined with, with ids of the program; an import on its way may know a type above that.</remarks>
/// <param name="types">Of the program.</param>
/// <param name="ids">The importing module's types in it.</param>
internal readonly struct ImportMatching(TypeTable types, int[] ids)
{
    /// <summary>The exported function's type must be the imported one or below it.</summary>
    public void Function(int exported, ImportEntry import)
    {
        var imported = ids[import.FunctionTypeIndex];
        if (!types.IsSubtype(exported, imported)) throw Incompatible(import, $"{types[imported - 1].Composite}", $"{types[exported - 1].Composite}");
    }

    public void Memory(MemoryType exported, ImportEntry import)
    {
        if (exported.Shared != import.Memory.Shared)
            throw Incompatible(import, import.Memory.Shared ? "shared" : "not shared", exported.Shared ? "shared" : "not shared");
        Limits(exported.Limits, import.Memory.Limits, import);
    }

    /// <summary>Tables are written as well as read: their element types must be equal.</summary>
    public void Table(TableType exported, ImportEntry import)
    {
        var element = TypeTable.Translate(import.Table.Element, ids);
        if (exported.Element != element) throw Incompatible(import, element.ToString(), exported.Element.ToString());
        Limits(exported.Limits, import.Table.Limits, import);
    }

    /// <summary>An immutable global may be below the type wanted; a mutable one must have it.</summary>
    public void Global(GlobalType exported, ImportEntry import)
    {
        var (mutable, type) = (import.Global.Mutable, TypeTable.Translate(import.Global.Type, ids));
        var matches = exported.Mutable == mutable && (mutable ? exported.Type == type : types.IsSubtype(exported.Type, type));
        if (!matches) throw Incompatible(import, Text(type, mutable), Text(exported.Type, exported.Mutable));
    }

    public void Tag(int exported, ImportEntry import)
    {
        var imported = ids[import.Tag.TypeIndex];
        if (exported != imported) throw Incompatible(import, $"{types[imported - 1].Composite}", $"{types[exported - 1].Composite}");
    }

    public static string Describe(ImportEntry import) => $"{ModuleText.Quote(import.Module)} {ModuleText.Quote(import.Name)}";
    public static string Noun(ExternalKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Without the minimum; a declared maximum below the minimum wanted can never be met.</summary>
    private static void Limits(Limits exported, Limits imported, ImportEntry import)
    {
        if (exported.Is64 != imported.Is64) throw Incompatible(import, $"{imported.Address} addresses", $"{exported.Address} addresses");
        if (imported.Maximum is { } wanted && !(exported.Maximum <= wanted) || exported.Maximum < imported.Minimum)
            throw new WasmLinkException($"incompatible import type: {Describe(import)} is imported with limits {Text(imported)} and exported with {Text(exported)}.");
    }

    private static WasmLinkException Incompatible(ImportEntry import, string imported, string exported) =>
        new($"incompatible import type: {Describe(import)} is imported as {imported} and exported as {exported}.");

    private static string Text(WasmType type, bool mutable) => mutable ? $"(mut {type})" : type.ToString();
    private static string Text(Limits limits) => limits.Maximum is { } most ? $"{limits.Minimum}..{most}" : $"{limits.Minimum}..";
}
