using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm;

/// <summary>
/// How large a module may be (spec, appendix A.2). The defaults are what the JavaScript API asks of all browsers, so a module made for one
/// is within them. A module beyond one of them is refused with a <see cref="WasmLimitException"/> that names the property here.
/// </summary>
public sealed record WasmLimits
{
    /// <summary>Bytes of the module; 1 GiB unless set, which is the most.</summary>
    public int ModuleSize { get; init => field = Checked(value, ModuleLimits.ModuleSize); } = ModuleLimits.ModuleSize;

    /// <summary>Types that the module defines; 1,000,000 unless set, which is the most.</summary>
    public int Types { get; init => field = Checked(value, ModuleLimits.Types); } = ModuleLimits.Types;

    /// <summary>Functions, imported ones included; 1,000,000 unless set, at most 10,000,000.</summary>
    public int Functions { get; init => field = Checked(value, ModuleLimits.Functions); } = 1_000_000;

    /// <summary>Bytes of one function's instructions; 7,654,321 unless set, at most 64 MiB.</summary>
    public int FunctionSize { get; init => field = Checked(value, ModuleLimits.FunctionSize); } = 7_654_321;

    /// <summary>Locals of one function, parameters included; 50,000 unless set, which is the most.</summary>
    public int Locals { get; init => field = Checked(value, ModuleLimits.Locals); } = ModuleLimits.Locals;

    /// <summary>Imports; 1,000,000 unless set, which is the most.</summary>
    public int Imports { get; init => field = Checked(value, ModuleLimits.Imports); } = ModuleLimits.Imports;

    /// <summary>Exports; 1,000,000 unless set, which is the most.</summary>
    public int Exports { get; init => field = Checked(value, ModuleLimits.Exports); } = ModuleLimits.Exports;

    /// <summary>Globals, imported ones included; 1,000,000 unless set, which is the most.</summary>
    public int Globals { get; init => field = Checked(value, ModuleLimits.Globals); } = ModuleLimits.Globals;

    /// <summary>Linear memories; 100 unless set, at most 1,000. What each may grow to is <see cref="WasmCompilerOptions.MaximumMemory"/>.</summary>
    public int Memories { get; init => field = Checked(value, ModuleLimits.Memories); } = 100;

    /// <summary>Tables; 1,000 unless set, at most 1,700.</summary>
    public int Tables { get; init => field = Checked(value, ModuleLimits.Tables); } = 1_000;

    /// <summary>Elements that each table may have at the start or grow to; 10,000,000 (160 MB) unless set, at most 4,294,967,295.</summary>
    public uint TableElements { get; init; } = 10_000_000;

    /// <summary>Data segments; 100,000 unless set, which is the most.</summary>
    public int DataSegments { get; init => field = Checked(value, ModuleLimits.DataSegments); } = ModuleLimits.DataSegments;

    /// <summary>Element segments; 100,000 unless set, which is the most.</summary>
    public int ElementSegments { get; init => field = Checked(value, ModuleLimits.ElementSegments); } = ModuleLimits.ElementSegments;

    /// <summary>These limits with one of them changed, by the property's name in any case: for command lines and configuration files.</summary>
    /// <returns>Null if there is no limit of that name.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is more than is possible.</exception>
    public WasmLimits? With(string name, uint number)
    {
        // What is beyond int is beyond every limit that is one.
        var value = (int)Math.Min(number, int.MaxValue);
        return name.ToUpperInvariant() switch
        {
            "MODULESIZE" => this with { ModuleSize = value },
            "TYPES" => this with { Types = value },
            "FUNCTIONS" => this with { Functions = value },
            "FUNCTIONSIZE" => this with { FunctionSize = value },
            "LOCALS" => this with { Locals = value },
            "IMPORTS" => this with { Imports = value },
            "EXPORTS" => this with { Exports = value },
            "GLOBALS" => this with { Globals = value },
            "MEMORIES" => this with { Memories = value },
            "TABLES" => this with { Tables = value },
            "TABLEELEMENTS" => this with { TableElements = number },
            "DATASEGMENTS" => this with { DataSegments = value },
            "ELEMENTSEGMENTS" => this with { ElementSegments = value },
            _ => null,
        };
    }

    /// <summary>All limits as bytes.</summary>
    internal void AppendTo(IncrementalHash hash)
    {
        // An array: a span would be an inline array, whose code is compiled at every start.
        int[] values = [ModuleSize, Types, Functions, FunctionSize, Locals, Imports, Exports, Globals, Memories, Tables, (int)TableElements, DataSegments, ElementSegments];
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(values)));
    }

    private static int Checked(int value, int most) => value >= 0 && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The limit must be from 0 to {most}.");
}
