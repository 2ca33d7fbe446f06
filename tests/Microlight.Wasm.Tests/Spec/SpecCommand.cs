using System.Text.Json;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>A value of a script: an argument, or what a result is compared with. Lanes are the lane type of a v128 with NaN patterns, then its lanes.</summary>
internal sealed record SpecValue(string Type, string? Value, SpecValue[] Either, string[] Lanes)
{
    public static SpecValue Read(JsonElement json) => new(
        json.GetProperty("type").GetString()!,
        json.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null,
        json.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(Read)] : [],
        json.TryGetProperty("lane_type", out var lane) ? [lane.GetString()!, .. value.EnumerateArray().Select(v => v.GetString()!)] : []);

    public override string ToString() => Either.Length > 0 ? string.Join(" or ", Either.Select(e => e.ToString())) : Lanes.Length > 0 ? $"{Type}:{string.Join(' ', Lanes)}" : $"{Type}:{Value ?? "non-null"}";
}

/// <summary>What a script does with an instance: invoke a function or get a global.</summary>
internal sealed record SpecAction(bool IsInvoke, string? Module, string Field, SpecValue[] Arguments)
{
    public static SpecAction Read(JsonElement json) => new(
        json.GetProperty("type").GetString() == "invoke",
        SpecCommand.Text(json, "module"),
        json.GetProperty("field").GetString()!,
        json.TryGetProperty("args", out var arguments) ? [.. arguments.EnumerateArray().Select(SpecValue.Read)] : []);
}

/// <summary>One command of a converted .wast script; which members are set depends on the type.</summary>
internal sealed record SpecCommand(
    string Type, int Line, string? Name, string? As, string? Filename, bool IsText, string? Expectation,
    string? Instance, string? Module, SpecAction? Action, SpecValue[] Expected)
{
    /// <summary>That a binary module's custom section is malformed or invalid, which Microlight does not look at; in a text it is refused.</summary>
    public bool IsAboutCustomSections => Type is "assert_malformed_custom" or "assert_invalid_custom" && !IsText;

    public static SpecCommand Read(JsonElement json) => new(
        json.GetProperty("type").GetString()!,
        json.TryGetProperty("line", out var line) ? line.GetInt32() : 0,
        Text(json, "name"),
        Text(json, "as"),
        Text(json, "filename"),
        Text(json, "module_type") == "text",
        Text(json, "text"),
        Text(json, "instance"),
        Text(json, "module"),
        json.TryGetProperty("action", out var action) ? SpecAction.Read(action) : null,
        json.TryGetProperty("expected", out var expected) ? [.. expected.EnumerateArray().Select(SpecValue.Read)] : []);

    /// <summary>
    /// Whether 3.0 says the opposite: the threads proposal still stands on WebAssembly 2.0, in which a module had one memory at most.
    /// </summary>
    public bool IsReversed => Type == "assert_invalid" && Expectation is "multiple memories" or "multiple tables";

    internal static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
