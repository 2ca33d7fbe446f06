using System.Text;

namespace Microlight.Wasm.Components;

/// <summary>Binds what a component imports to what the host provides, as host functions of its image.</summary>
internal static class ComponentHost
{
    /// <exception cref="ImportException">Something is missing or of another type; the message lists all of it.</exception>
    public static HostFunctions Bind(WasmComponent component, ComponentImports imports)
    {
        imports.Freeze();
        var functions = new HostFunctions().Add<HostCall, int>(ComponentContract.Grow, (call, size) => Of(call).GrowTransferMemory((uint)size));
        var problems = new List<string>();
        foreach (var (import, @interface, name, signature) in component.Contract.Functions)
        {
            if (!imports.TryGetFunction(@interface, name, out var function)) problems.Add($"the function {Describe(@interface, name)}: {signature.Text} is not provided");
            else if (function.Signature != signature.Text) problems.Add($"the function {Describe(@interface, name)} is imported as {signature.Text}, but provided as {function.Signature}");
            else functions.Add<HostCall, int, int>(import, (call, arguments) => Of(call).Serve(function.Body, signature, arguments));
        }
        foreach (var (@interface, name, drop) in component.Contract.Resources)
        {
            if (!imports.HasResource(@interface, name)) problems.Add($"the resource {Describe(@interface, name)} is not provided");
            else if (drop is { } import) functions.Add<HostCall, int>(import, (call, representation) => Of(call).Resources.Drop(representation));
        }
        if (problems.Count == 0) return functions;
        var text = new StringBuilder($"'{component.Image.Name}' cannot start: ");
        throw new ImportException(text.AppendJoin("; ", problems).Append($". A component gets what is in its {nameof(ComponentImports)}.").ToString());
    }

    private static string Describe(string @interface, string name) => @interface.Length == 0 ? $"'{name}'" : $"'{@interface}#{name}'";

    private static WasmComponentInstance Of(HostCall call) => (WasmComponentInstance)call.Sandbox.Owner!;
}
