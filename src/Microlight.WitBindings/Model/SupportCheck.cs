using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>Finds what bindings cannot be made for: WASI 0.3's asynchronous functions and types, and values larger than the canonical ABI allows.</summary>
internal sealed class SupportCheck
{
    /// <summary>MAX_LIST_BYTE_LENGTH of CanonicalABI.md, the limit of a value in memory.</summary>
    private const long MostBytes = (1L << 28) - 1;

    private readonly Layout _layout = new();
    private readonly HashSet<WitTypeDefinition> _seen = [];

    public List<DiagnosticModel> Problems { get; } = [];

    public void Check(WitFunction function)
    {
        if (function.IsAsync) Add(function.Name, "an asynchronous form", function.Position);
        foreach (var (_, type) in function.Parameters) Check(type, function.Name, function.Position);
        Check(function.Result, function.Name, function.Position);
    }

    public void Check(WitTypeDefinition definition)
    {
        if (!_seen.Add(definition)) return;
        Check(definition.Target, definition.Name, definition.Position);
        foreach (var member in definition.Members) Check(member.Type, definition.Name, definition.Position);
        foreach (var function in definition.Functions) Check(function);
    }

    private void Check(WitType? type, string name, WitPosition position)
    {
        if (type is null) return;
        switch (type.Form)
        {
            case WitTypeForm.Stream: Add(name, "a stream", position); return;
            case WitTypeForm.Future: Add(name, "a future", position); return;
            case WitTypeForm.ErrorContext: Add(name, "an error-context", position); return;
            case WitTypeForm.List when type.Length is not null && _layout.Of(type).Size > MostBytes: Add(name, "a list of fixed length that is larger than 256 MiB", position); return;
        }
        foreach (var argument in type.Arguments) Check(argument, name, position);
    }

    private void Add(string name, string what, WitPosition position) => Problems.Add(DiagnosticModel.At(Descriptors.Unsupported, position, name, what));
}
