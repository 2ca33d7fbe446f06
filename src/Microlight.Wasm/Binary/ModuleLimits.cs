namespace Microlight.Wasm.Binary;

/// <summary>
/// Implementation limits (spec, appendix A.2) of what is decoded; beyond them a module is refused with <see cref="WasmLimitException"/>, whatever
/// <see cref="WasmLimits"/> says. Most are the limits that the JavaScript API (section 9) gives to all browsers.
/// </summary>
internal static class ModuleLimits
{
    /// <summary>Bytes of a module: 1 GiB.</summary>
    public const int ModuleSize = 1 << 30;
    public const int Types = 1_000_000;
    /// <summary>Functions of a module, imported ones included.</summary>
    public const int Functions = 10_000_000;
    public const int Imports = 1_000_000;
    public const int Exports = 1_000_000;
    /// <summary>Globals of a module, imported ones included.</summary>
    public const int Globals = 1_000_000;
    /// <summary>Tables of a module, imported ones included.</summary>
    public const int Tables = 1_700;
    /// <summary>Memories of a module, imported ones included.</summary>
    public const int Memories = 1_000;
    public const int DataSegments = 100_000;
    public const int ElementSegments = 100_000;
    /// <summary>Entries of one element segment.</summary>
    public const int ElementSegmentEntries = 10_000_000;
    /// <summary>Fields of one struct type.</summary>
    public const int Fields = 10_000;
    /// <summary>Supertypes above a type.</summary>
    public const int SubtypingDepth = 63;
    /// <summary>Tags of a module, imported ones included.</summary>
    public const int Tags = 1_000_000;
    public const int Parameters = 1_000;
    public const int Results = 1_000;
    /// <summary>Bytes of one function's code, local declarations included.</summary>
    public const int FunctionSize = 64 << 20;
    /// <summary>Locals of one function, parameters included.</summary>
    public const int Locals = 50_000;
    /// <summary>Blocks inside one another in one function.</summary>
    public const int Nesting = 10_000;
    /// <summary>Values on the operand stack at any point of a function.</summary>
    public const int Operands = 100_000;
    /// <summary>Labels of one br_table, the default not counted.</summary>
    public const int BranchTableLabels = 65_520;
    /// <summary>Bytes of one import, export or section name.</summary>
    public const int NameLength = 100_000;
}
