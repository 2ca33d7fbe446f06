using Microlight.Wasm.Components.Values;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>What serves each component of a composition: the others' exports, called through the host, and what the host itself provides.</summary>
internal static class CompositionImports
{
    /// <param name="part">Whose imports these are.</param>
    /// <param name="world">What it imports.</param>
    /// <param name="host">What the host provides; where it lacks something the result does too.</param>
    public static ComponentImports For(CompositionPart part, WitWorld world, ComponentImports host)
    {
        var imports = new ComponentImports();
        foreach (var import in world.Imports)
        {
            foreach (var name in import.Functions.Keys)
            {
                var origin = Find(part, import.Name, name);
                if (!origin.IsHost) imports.Provide(import.Name, name, Forward(origin));
                else if (host.TryGetFunction(origin.Interface, origin.Name, out var function)) imports.Provide(import.Name, name, function);
            }
            foreach (var name in import.Resources)
            {
                var origin = Find(part, import.Name, name);
                if (!origin.IsHost || host.HasResource(origin.Interface, origin.Name)) imports.ProvideResource(import.Name, name);
            }
        }
        return imports;
    }

    private static Origin Find(CompositionPart part, string @interface, string name)
    {
        var path = @interface.Length == 0 ? [name] : (string[])[.. @interface.Split('#'), name];
        var source = part.Arguments[path[0]];
        foreach (var inner in path.AsSpan(1)) source = source.Export(inner);
        return source as Origin ?? throw new InvalidOperationException();
    }

    /// <summary>Its type is the caller's, as that imports it: validation has seen that the callee's is the same.</summary>
    private static ComponentImports.HostFunction Forward(Origin origin) => new(null, type =>
        ValuePassing.Serve(type, (call, arguments) => call.Instance.Composition!.CallAsync(call, origin, (WitValue[])arguments)));
}
