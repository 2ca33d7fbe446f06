using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Names;
using Microlight.Wasm.Components.Wave;

namespace Microlight.Wasm.Components;

/// <summary>A call of an export as text: <c>greet("world")</c>, <c>counters.total([])</c>, <c>demo:shop/stock@1.0.0#find({name: "tea"})</c>.</summary>
public sealed class WaveCall
{
    private WaveCall(WitFunction function, WitValue[] arguments) => (Function, Arguments) = (function, ImmutableCollectionsMarshal.AsImmutableArray(arguments));

    /// <summary>What is called.</summary>
    public WitFunction Function { get; }

    /// <summary>One for each parameter.</summary>
    public ImmutableArray<WitValue> Arguments { get; }

    /// <summary>
    /// Reads a call: a function's name, then its arguments as WAVE in parentheses, without them for none. The function is named by itself, or behind its
    /// interface and a point or #; the interface by its label (<c>stock</c>), with its package (<c>demo:shop/stock</c>), or with the version too. What is
    /// left out must not be needed to tell functions apart. Options at the end may be left out.
    /// </summary>
    /// <exception cref="WaveException">There is no such function, or more than one, or the arguments are not of its types; the exception says where.</exception>
    public static WaveCall Parse(string text, WitWorld world)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(world);
        var start = text.IndexOf('(');
        var name = (start < 0 ? text : text[..start]).Trim();
        var function = Find(name, world, text);
        if (start < 0) return new WaveCall(function, new WaveParser("()").ReadArguments(function));
        var parser = new WaveParser(text, start);
        var arguments = parser.ReadArguments(function);
        parser.End();
        return new WaveCall(function, arguments);
    }

    private static WitFunction Find(string name, WitWorld world, string text)
    {
        if (world.TryGetExport(name, out var exact)) return exact;
        var found = new List<WitFunction>();
        foreach (var @interface in world.Exports)
        {
            foreach (var function in @interface.Functions.Values)
            {
                if (Names(@interface.Name, function.Name).Contains(name)) found.Add(function);
            }
        }
        return found switch
        {
            [var only] => only,
            [] => throw WaveLexer.Error(text, 0, $"The component exports no function '{name}'"),
            _ => throw WaveLexer.Error(text, 0, $"'{name}' may be {string.Join(" or ", found.Select(f => f.Path))}"),
        };
    }

    private static IEnumerable<string> Names(string @interface, string function)
    {
        yield return function;
        if (@interface.Length == 0) yield break;
        List<string> prefixes = [@interface];
        if (ExternName.TryParse(@interface, out _) is { Kind: ExternNameKind.Interface } parsed) prefixes.AddRange([$"{parsed.Package}/{parsed.Label}", parsed.Label]);
        foreach (var prefix in prefixes)
        {
            yield return $"{prefix}.{function}";
            yield return $"{prefix}#{function}";
        }
    }
}
