using Microlight.Wasm;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz;

/// <summary>
/// Validates mutated modules and has V8 validate them too: both must find the same ones valid, but for what either refuses because of a limit
/// of its own or a feature that it does not support.
/// </summary>
internal sealed class ValidationFuzzer(IReadOnlyList<byte[]> seeds, int seed, V8Validator v8)
{
    private readonly ModuleMutator _mutator = new(seeds, seed);
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public List<(byte[] Module, string Reason)> Failures { get; } = [];

    public void Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var module = _mutator.Next().Module;
            var outcome = Compare(module);
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    private string Compare(byte[] module)
    {
        string? ours = null;
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(module));
        }
        catch (WasmModuleException e) when (e is WasmMalformedException or WasmInvalidException)
        {
            ours = e.Message;
        }
        catch (WasmModuleException e)
        {
            return $"not compared: {e.GetType().Name}";
        }
        var theirs = v8.Ask(module);
        if (ours is null == theirs is null) return ours is null ? "valid" : "invalid";
        if (theirs is not null && IsLimit(theirs)) return "not compared: a limit of V8";
        if (IsExplained(ours, theirs)) return "different, explained by the specification";
        Failures.Add((module, ours is null ? $"valid, V8 says: {theirs}" : $"valid to V8, refused: {ours}"));
        return "DIFFERENT";
    }

    /// <summary>V8's words for sizes beyond its limits, which the specification leaves to it (appendix A.2).</summary>
    private static bool IsLimit(string reason) => reason.Contains("internal limit", StringComparison.Ordinal)
        || reason.Contains("exceeding maximum", StringComparison.Ordinal) || reason.Contains("larger than implementation limit", StringComparison.Ordinal)
        || reason.Contains("exceeds maximum", StringComparison.Ordinal) || reason.Contains("upper bound", StringComparison.Ordinal);

    /// <summary>
    /// Where V8 departs from the specification. The binary format: the limits of 32-bit memories and tables are u64 as those of 64-bit ones (spec 5.3.13), it reads at
    /// most five bytes; a tag's attribute is the byte 0 (spec 5.3.16), it takes any way to write the number. And from validation: the label of
    /// br_on_non_null must take a reference (spec 3.4.3), it accepts one that takes nothing.
    /// </summary>
    private static bool IsExplained(string? ours, string? theirs) => theirs is not null
        ? theirs.Contains("length overflow while decoding initial size", StringComparison.Ordinal) || theirs.Contains("length overflow while decoding maximum size", StringComparison.Ordinal)
        : ours!.StartsWith("Malformed tag attribute 0x80", StringComparison.Ordinal)
            || ours.StartsWith("Type mismatch: br_on_non_null to a label that does not take a reference last", StringComparison.Ordinal);
}
