namespace Microlight.Wasm.Binary;

/// <summary>
/// Holds a module against the limits that the embedder set. What the decoder itself refuses (<see cref="ModuleLimits"/>) bounds the work up to
/// here, and no limit can be set higher.
/// </summary>
internal static class LimitCheck
{
    /// <summary>Before the module is decoded.</summary>
    /// <exception cref="WasmLimitException">It is too long.</exception>
    public static void Size(int bytes, WasmLimits limits) => Check(bytes, limits.ModuleSize, ModuleLimits.ModuleSize, "The module has", "bytes", nameof(limits.ModuleSize), -1);

    /// <summary>After it is decoded, before the functions are looked at.</summary>
    /// <exception cref="WasmLimitException">It has too many of something, or a function is too large.</exception>
    public static void Contents(WasmModule module, WasmLimits limits)
    {
        Count(module.Types.Length, limits.Types, ModuleLimits.Types, "types", nameof(limits.Types));
        Count(module.FunctionTypes.Length, limits.Functions, ModuleLimits.Functions, "functions", nameof(limits.Functions));
        Count(module.Imports.Length, limits.Imports, ModuleLimits.Imports, "imports", nameof(limits.Imports));
        Count(module.Exports.Length, limits.Exports, ModuleLimits.Exports, "exports", nameof(limits.Exports));
        Count(module.Globals.Length, limits.Globals, ModuleLimits.Globals, "globals", nameof(limits.Globals));
        Count(module.Memories.Length, limits.Memories, ModuleLimits.Memories, "memories", nameof(limits.Memories));
        Count(module.Tables.Length, limits.Tables, ModuleLimits.Tables, "tables", nameof(limits.Tables));
        Count(module.Data.Length, limits.DataSegments, ModuleLimits.DataSegments, "data segments", nameof(limits.DataSegments));
        Count(module.Elements.Length, limits.ElementSegments, ModuleLimits.ElementSegments, "element segments", nameof(limits.ElementSegments));
        foreach (var table in module.Tables)
            Check(table.Limits.Minimum, limits.TableElements, uint.MaxValue, "A table starts with", "elements", nameof(limits.TableElements), -1);
        foreach (var body in module.Bodies)
        {
            Check((ulong)(body.End - body.Code), (ulong)limits.FunctionSize, ModuleLimits.FunctionSize, "A function has", "bytes of code", nameof(limits.FunctionSize), body.Code);
            // The type index is not validated yet.
            var locals = (uint)body.TypeIndex < (uint)module.Types.Length && module.Types[body.TypeIndex].Composite is FunctionType type ? (ulong)type.Parameters.Length : 0;
            foreach (var (count, _) in body.Locals) locals += (ulong)count;
            Check(locals, (ulong)limits.Locals, ModuleLimits.Locals, "A function has", "locals and parameters", nameof(limits.Locals), body.Code);
        }
    }

    private static void Count(int count, int limit, int most, string noun, string name) => Check(count, limit, most, "The module has", noun, name, -1);

    private static void Check(int count, int limit, int most, string subject, string noun, string name, long offset) =>
        Check((ulong)count, (ulong)limit, (ulong)most, subject, noun, name, offset);

    private static void Check(ulong count, ulong limit, ulong most, string subject, string noun, string name, long offset)
    {
        if (count <= limit) return;
        var raise = limit < most ? $"raise {nameof(WasmLimits)}.{name}, which may be up to {most:#,0} (on the command line --limit {name}=NUMBER)" : "there can be no more";
        throw new WasmLimitException($"{subject} {count:#,0} {noun}; the limit {name} is {limit:#,0}: {raise}", offset);
    }
}
