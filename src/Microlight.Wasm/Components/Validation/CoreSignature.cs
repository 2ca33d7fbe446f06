using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>The core function type that a component function has when it is lifted from or lowered to core code (CanonicalABI.md, flattening).</summary>
internal static class CoreSignature
{
    public const int MostParameters = 16, MostAsyncParameters = 4, MostResults = 1;

    /// <summary>Of the function that is lifted. With a memory of 32-bit addresses, the only ones there are.</summary>
    /// <exception cref="WasmInvalidException">An option is missing that passing the values takes.</exception>
    public static FunctionType Lift(FuncType function, CanonOptions options, int offset)
    {
        if (Array.Exists(function.Parameters, p => p.Type.HasPointer)) options.RequireRealloc(offset);
        if (!TryFlatten(function, MostParameters, out var parameters)) options.RequireRealloc(offset);
        if (options.IsAsync)
        {
            if (function.Result is { } returned && (returned.HasPointer || returned.Flat is null)) options.RequireMemory(offset);
            return new FunctionType(parameters, options.Callback is null ? [] : [WasmType.I32]);
        }
        return new FunctionType(parameters, Results(function.Result, options, offset, out _));
    }

    /// <summary>Of the function that lowering makes.</summary>
    /// <exception cref="WasmInvalidException">An option is missing that passing the values takes.</exception>
    public static FunctionType Lower(FuncType function, CanonOptions options, int offset)
    {
        if (Array.Exists(function.Parameters, p => p.Type.HasPointer)) options.RequireMemory(offset);
        if (!TryFlatten(function, options.IsAsync ? MostAsyncParameters : MostParameters, out var parameters)) options.RequireMemory(offset);
        if (function.Result is { HasPointer: true }) options.RequireRealloc(offset);
        if (options.IsAsync)
        {
            if (function.Result is null) return new FunctionType(parameters, [WasmType.I32]);
            options.RequireMemory(offset);
            return new FunctionType([.. parameters, WasmType.I32], [WasmType.I32]);
        }
        var results = Results(function.Result, options, offset, out var inMemory);
        // The caller says where the result is to be put.
        return inMemory ? new FunctionType([.. parameters, WasmType.I32], []) : new FunctionType(parameters, results);
    }

    /// <summary>The parameters as core values; if there are too many, the one pointer to where they lie.</summary>
    private static bool TryFlatten(FuncType function, int most, out WasmType[] parameters)
    {
        var flat = new List<WasmType>();
        foreach (var (_, type) in function.Parameters)
        {
            if (type.Flat is null || flat.Count + type.Flat.Length > most)
            {
                parameters = [WasmType.I32];
                return false;
            }
            flat.AddRange(type.Flat.Select(Core));
        }
        parameters = [.. flat];
        return true;
    }

    private static WasmType[] Results(WitType? result, CanonOptions options, int offset, out bool inMemory)
    {
        inMemory = result is not null && !(result.Flat is { Length: <= MostResults });
        if (inMemory)
        {
            options.RequireMemory(offset);
            return [WasmType.I32];
        }
        return result is null ? [] : Array.ConvertAll(result.Flat!, Core);
    }

    public static WasmType Core(FlatType type) => type switch
    {
        FlatType.I64 => WasmType.I64,
        FlatType.F32 => WasmType.F32,
        FlatType.F64 => WasmType.F64,
        _ => WasmType.I32,
    };
}
