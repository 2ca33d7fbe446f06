namespace Microlight.Wasm.Components;

/// <summary>
/// What an image and its host agree on by name (docs/components.md, the host's edge), and the host functions that come of it.
/// </summary>
internal static class HostEdge
{
    /// <summary>Number of the image's memory region that is the transfer memory.</summary>
    public const int TransferMemory = 0;

    /// <summary>Module and name of the function with which adapters ask for a larger transfer memory.</summary>
    public const string TransferModule = "$transfer", Grow = "grow";
    /// <summary>Module of functions that are imported without an interface.</summary>
    public const string RootModule = "$root";
    /// <summary>Before a resource's name: the function that drops an owned handle of it.</summary>
    public const string DropPrefix = "[resource-drop]";

    /// <summary>The guest function that drops an owned handle of a guest's resource.</summary>
    /// <param name="resource"><c>interface#name</c>, or the name alone.</param>
    public static string Destructor(string resource)
    {
        var name = resource.LastIndexOf('#') + 1;
        return $"{resource[..name]}{DropPrefix}{resource[name..]}";
    }

    /// <summary>Binds what a component's image imports to what the host provides.</summary>
    /// <exception cref="ImportException">Something is missing or of another type; the message lists all of it.</exception>
    public static HostFunctions Bind(WasmComponent component, ComponentImports imports)
    {
        var problems = new List<string>();
        var functions = Bind(component, imports, problems);
        return problems.Count == 0 ? functions : throw Missing(component.Image.Name, problems);
    }

    /// <summary>That a component cannot start.</summary>
    /// <param name="problems">What is missing or of another type.</param>
    public static ImportException Missing(string component, IEnumerable<string> problems) =>
        new($"'{component}' cannot start: {string.Join("; ", problems)}. A component gets what is in its {nameof(ComponentImports)}.");

    /// <summary>As <see cref="Bind(WasmComponent, ComponentImports)"/>; adds to the problems what is missing or of another type.</summary>
    public static HostFunctions Bind(WasmComponent component, ComponentImports imports, List<string> problems)
    {
        imports.Freeze();
        var functions = new HostFunctions();
        foreach (var import in component.Image.Imports)
        {
            var name = new ImportName(import.Module, import.Name);
            var @interface = import.Module == RootModule ? "" : import.Module;
            if (import.Module == TransferModule && import.Name == Grow)
            {
                functions.Add<HostCall, int>(name, (call, size) => Of(call).GrowTransferMemory((uint)size));
            }
            else if (import.Name.StartsWith(DropPrefix, StringComparison.Ordinal))
            {
                var resource = import.Name[DropPrefix.Length..];
                if (!imports.HasResource(@interface, resource)) problems.Add($"the resource {Describe(@interface, resource)} is not provided");
                else functions.Add<HostCall, int, ValueTask>(name, (call, representation) => Of(call).Resources.DropAsync(representation));
            }
            else if (component.World.FindImport(@interface, import.Name) is { } wanted)
            {
                if (!imports.TryGetFunction(@interface, import.Name, out var function))
                    problems.Add($"the function {Describe(@interface, import.Name)}: {wanted.Signature} is not provided");
                else if (function.Signature is not null && function.Signature != wanted.Signature)
                    problems.Add($"the function {Describe(@interface, import.Name)} is imported as {wanted.Signature}, but provided as {function.Signature}");
                else
                    Add(functions, name, function.Bind(wanted), wanted.Result);
            }
            else
            {
                throw new InvalidGuestImageException($"'{component.Image.Name}' imports the function {Describe(@interface, import.Name)}, which its world does not have.");
            }
        }
        return functions;
    }

    private static void Add(HostFunctions functions, ImportName name, ComponentHostFunction body, WitType? result) =>
        functions.Add<HostCall, int, int>(name, (call, arguments) => Of(call).Serve(body, result, arguments));

    private static string Describe(string @interface, string name) => @interface.Length == 0 ? $"'{name}'" : $"'{@interface}#{name}'";

    private static WasmComponentInstance Of(HostCall call) => (WasmComponentInstance)call.Sandbox.Owner!;
}
