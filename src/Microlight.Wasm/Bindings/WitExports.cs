using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Names;

namespace Microlight.Wasm.Bindings;

/// <summary>What an instance exports, for the classes that are generated for interfaces: <c>new RunExports(new WitExports(instance))</c>.</summary>
public sealed class WitExports
{
    private readonly Dictionary<Type, GuestResourceClass> _resources = [];

    /// <summary>How a resource of the component becomes an object.</summary>
    internal abstract record GuestResourceClass(string Path);

    internal sealed record GuestResourceClass<T>(string Path, Func<GuestResource, T> Wrap) : GuestResourceClass(Path);

    public WitExports(WasmComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        Instance = instance;
    }

    /// <summary>The component's instance.</summary>
    public WasmComponentInstance Instance { get; }

    /// <summary>A function, looked up and its type compared.</summary>
    /// <param name="interface">Its name with the version; the component may have a compatible one. Empty for a function of the world itself.</param>
    /// <param name="signature">Its type as text (docs/component-api.md).</param>
    /// <exception cref="ArgumentException">There is no such function, or its type is another.</exception>
    public ComponentFunction GetFunction(string @interface, string name, string signature) =>
        Instance.GetFunction(@interface.Length == 0 ? name : $"{Exported(@interface)}#{name}", signature);

    /// <summary>Says which class objects of a resource of the component are of.</summary>
    /// <exception cref="NotSupportedException">The component exports the interface under two names: its resources could not be told apart.</exception>
    public void AddResource<T>(string @interface, string name, Func<GuestResource, T> wrap) where T : class
    {
        var path = $"{Exported(@interface)}#{name}";
        if (_resources.TryGetValue(typeof(T), out var other) && other.Path != path) throw new NotSupportedException($"'{other.Path}' and '{path}' are both the class {typeof(T).Name}; make a WitExports for each.");
        _resources[typeof(T)] = new GuestResourceClass<T>(path, wrap);
    }

    /// <summary>For one call of a function that passes resources.</summary>
    public WitHandles Handles(ComponentInvocation call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new WitHandles(call.Resources, this);
    }

    /// <summary>The resource as the object of a generated class.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static T Of<T>(object resource) where T : class =>
        resource as T ?? throw new ArgumentException($"A resource of the component's own is expected, and this {resource?.GetType().Name ?? "null"} is not one.", nameof(resource));

    internal GuestResourceClass<T>? Find<T>() where T : class => _resources.TryGetValue(typeof(T), out var resource) ? (GuestResourceClass<T>)resource : null;

    /// <summary>What the component calls the interface: the same, or the highest compatible version that it has; the same if it has none.</summary>
    private string Exported(string name)
    {
        var interfaces = Instance.Component.World.Exports;
        if (interfaces.Any(i => i.Name == name) || ExternName.TryParse(name, out _) is not { Version: not null } wanted) return name;
        var compatible = interfaces.Select(i => ExternName.TryParse(i.Name, out _)).Where(i => i?.Version is not null && i.CompatibleName == wanted.CompatibleName);
        return compatible.MaxBy(i => i!.Version, Comparer<SemanticVersion?>.Default)?.Text ?? name;
    }
}
