using Iced.Intel;
using Microlight.Images;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Disassembly;

/// <summary>Names for the addresses in instructions: functions, places within the function that is printed, globals, tables.</summary>
internal sealed class CodeSymbols : ISymbolResolver
{
    private readonly List<ElfSymbol> _byAddress;

    public CodeSymbols(List<ElfSymbol> symbols, ImageManifest manifest)
    {
        var own = symbols.FindAll(s => s is { Type: ElfSymbol.TypeFunction, IsLocal: false });
        // Those of other instances come first; their indices are not this module's.
        var first = Math.Max(0, own.Count - manifest.DefinedFunctions);
        Functions = [.. own.Select((s, i) => new CodeFunction(s.Name, i >= first ? manifest.ImportedFunctions + i - first : null, s.Address, s.Size))];
        Helpers = [.. symbols.Where(s => s.IsLocal && s.Type != ElfSymbol.TypeObject).OrderBy(s => s.Address).Select(s => new CodeFunction(s.Name, null, s.Address, s.Size))];
        // Where two begin at one address the function comes last and is found.
        _byAddress = [.. symbols.OrderBy(s => s.Address).ThenBy(s => s.Type)];
    }

    public CodeFunction[] Functions { get; }
    public CodeFunction[] Helpers { get; }
    /// <summary>The function that is printed: places in it are shown as distances from its start.</summary>
    public CodeFunction? Current { get; set; }

    public bool TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
    {
        symbol = default;
        // The low addresses are memory 0, and ordinary numbers.
        if (addressSize != 8 || address <= uint.MaxValue) return false;
        if (Current is { } current && address - current.Address < current.Size && instruction.FlowControl is not (FlowControl.Call or FlowControl.Next))
        {
            symbol = new SymbolResult(address, $"{address - current.Address:x}");
            return true;
        }
        var (low, high) = (0, _byAddress.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_byAddress[middle].Address <= address) low = middle + 1;
            else high = middle;
        }
        if (low == 0 || address - _byAddress[low - 1].Address >= Math.Max(1, _byAddress[low - 1].Size)) return false;
        symbol = new SymbolResult(_byAddress[low - 1].Address, _byAddress[low - 1].Name);
        return true;
    }
}
