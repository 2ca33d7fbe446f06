using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Validation;

/// <summary>The options of one canonical definition, each at most once (CanonicalABI.md, canonopt validation).</summary>
internal sealed class CanonOptions
{
    public CanonOptionKind Encoding { get; private set; } = CanonOptionKind.Utf8;
    public uint? Memory { get; private set; }
    public uint? Realloc { get; private set; }
    public uint? PostReturn { get; private set; }
    public bool IsAsync { get; private set; }
    public uint? Callback { get; private set; }

    /// <exception cref="WasmInvalidException">An option comes twice, or two exclude each other.</exception>
    public static CanonOptions Read(CanonDefinition canon)
    {
        var options = new CanonOptions();
        var hasEncoding = false;
        foreach (var (kind, index) in canon.Options)
        {
            var isTwice = kind switch
            {
                CanonOptionKind.Memory => options.Memory is not null,
                CanonOptionKind.Realloc => options.Realloc is not null,
                CanonOptionKind.PostReturn => options.PostReturn is not null,
                CanonOptionKind.Callback => options.Callback is not null,
                CanonOptionKind.Async => options.IsAsync,
                _ => hasEncoding,
            };
            if (isTwice)
            {
                throw new WasmInvalidException(kind <= CanonOptionKind.Latin1Utf16
                    ? $"The string encoding {Name(options.Encoding)} conflicts with {Name(kind)}"
                    : $"The canonical option {Name(kind)} is specified more than once", canon.Offset);
            }
            switch (kind)
            {
                case CanonOptionKind.Memory: options.Memory = index; break;
                case CanonOptionKind.Realloc: options.Realloc = index; break;
                case CanonOptionKind.PostReturn: options.PostReturn = index; break;
                case CanonOptionKind.Callback: options.Callback = index; break;
                case CanonOptionKind.Async: options.IsAsync = true; break;
                default: (options.Encoding, hasEncoding) = (kind, true); break;
            }
        }
        if (options.Callback is not null && !options.IsAsync) throw new WasmInvalidException("Cannot specify callback without async", canon.Offset);
        if (options.PostReturn is not null && options.IsAsync) throw new WasmInvalidException("Cannot specify a post-return function with async", canon.Offset);
        if (options.Realloc is not null && options.Memory is null) throw new WasmInvalidException("The canonical option realloc requires memory to also be specified", canon.Offset);
        return options;
    }

    public void RequireMemory(int offset)
    {
        if (Memory is null) throw new WasmInvalidException("The canonical option memory is required", offset);
    }

    public void RequireRealloc(int offset)
    {
        RequireMemory(offset);
        if (Realloc is null) throw new WasmInvalidException("The canonical option realloc is required", offset);
    }

    /// <summary>Options that only lifting can have.</summary>
    public void CheckIsNoLift(int offset)
    {
        if (PostReturn is not null) throw new WasmInvalidException("The canonical option post-return cannot be specified for lowerings", offset);
        if (Callback is not null) throw new WasmInvalidException("The canonical option callback cannot be specified for lowerings", offset);
    }

    public static string Name(CanonOptionKind kind) => kind switch
    {
        CanonOptionKind.Latin1Utf16 => "latin1+utf16",
        CanonOptionKind.PostReturn => "post-return",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
