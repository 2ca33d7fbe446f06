using System.Diagnostics.CodeAnalysis;
using Microlight.Wasm.Components.Names;
using Microlight.Wasm.Components.Values;

namespace Microlight.Wasm.Components;

/// <summary>
/// The functions and resources that the host provides to components: nothing else of the host is reachable. Fill it before the first instance
/// is created with it; after that it is read-only, and any number of instances may share it.
/// </summary>
/// <remarks>
/// Names are those of WIT: interfaces as <c>wasi:io/streams@0.2.6</c>, functions as <c>now</c>, <c>[method]input-stream.read</c>,
/// <c>[static]fields.from-list</c>, <c>[constructor]fields</c>. A component that imports another version of an interface is served by an exact match
/// first, then by the highest compatible version (the same first number that is not 0; pre-releases match themselves only).
/// </remarks>
public sealed class ComponentImports
{
    private readonly Dictionary<string, HostInterface> _interfaces = new(StringComparer.Ordinal);
    /// <summary>The highest version of each track, by what the names of compatible versions have in common.</summary>
    private readonly Dictionary<string, HostInterface> _highest = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, Func<object>> _states = [];
    private volatile bool _isFrozen;

    /// <param name="Signature">What a component must import it as; null for any type.</param>
    /// <param name="Bind">The function for a component that imports it with that type.</param>
    internal sealed record HostFunction(string? Signature, Func<WitFunction, ComponentHostFunction> Bind);

    /// <summary>What is registered under one name of an interface.</summary>
    private sealed class HostInterface(SemanticVersion? version)
    {
        public SemanticVersion? Version { get; } = version;
        public Dictionary<string, HostFunction> Functions { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Resources { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>Registers a function.</summary>
    /// <param name="interface">The interface's name with its version; empty for a function that a world imports by itself.</param>
    /// <param name="name">The function's name in it.</param>
    /// <param name="signature">
    /// Its type as text (docs/component-api.md): <c>func(path: string, flags: flags { create, truncate }) -> result&lt;u64, string&gt;</c>. Parameters
    /// and results lie in memory by their types, so a component whose type is another is refused before it starts.
    /// </param>
    /// <exception cref="ArgumentException">The interface's name is none, or the function is registered already.</exception>
    /// <exception cref="InvalidOperationException">An instance uses these imports already.</exception>
    public ComponentImports Add(string @interface, string name, string signature, ComponentHostFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(signature);
        ArgumentNullException.ThrowIfNull(function);
        return Add(@interface, name, new HostFunction(signature, _ => function));
    }

    /// <summary>
    /// Registers a function that takes values of any type and returns one, or null where the component wants no result. Its type is the one that a
    /// component imports; a result that is not of it is an <see cref="ArgumentException"/> in the function.
    /// </summary>
    /// <inheritdoc cref="Add(string, string, string, ComponentHostFunction)"/>
    public ComponentImports Add(string @interface, string name, Func<ComponentCall, IReadOnlyList<WitValue>, WitValue?> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return AddAsync(@interface, name, (call, arguments) => new ValueTask<WitValue?>(function(call, arguments)));
    }

    /// <summary>As <see cref="Add(string, string, Func{ComponentCall, IReadOnlyList{WitValue}, WitValue})"/>, asynchronous.</summary>
    /// <inheritdoc cref="Add(string, string, Func{ComponentCall, IReadOnlyList{WitValue}, WitValue})"/>
    public ComponentImports AddAsync(string @interface, string name, Func<ComponentCall, IReadOnlyList<WitValue>, ValueTask<WitValue?>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(@interface, name, new HostFunction(null, type => ValuePassing.Serve(type, function)));
    }

    /// <summary>
    /// Registers a resource of the host. Its objects are in <see cref="ComponentResources"/>; when the guest drops an owned handle, or the instance
    /// is restored or disposed of, an object that is <see cref="IDisposable"/> is disposed of.
    /// </summary>
    /// <param name="interface">The interface's name with its version; empty for a resource that a world imports by itself.</param>
    /// <param name="name">The resource's name in it.</param>
    /// <inheritdoc cref="Add(string, string, string, ComponentHostFunction)"/>
    public ComponentImports AddResource(string @interface, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Open(@interface).Resources.Add(name)) throw new ArgumentException($"The resource '{name}' of '{@interface}' is registered already.", nameof(name));
        return this;
    }

    /// <summary>
    /// Registers what each instance has for itself: made when it is first asked for, made anew after a restore, and then, or with the
    /// instance, disposed of if it is <see cref="IDisposable"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is a state of that type already.</exception>
    /// <exception cref="InvalidOperationException">An instance uses these imports already.</exception>
    public ComponentImports AddState<T>(Func<T> create) where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        ThrowIfFrozen();
        if (!_states.TryAdd(typeof(T), create)) throw new ArgumentException($"There is a state of type {typeof(T).Name} already.", nameof(create));
        return this;
    }

    /// <summary>Whether a component's import of the interface would be served, by this or a compatible version.</summary>
    public bool Contains(string @interface) => Find(@interface) is not null;

    /// <summary>Registers what serves one component of a composition, under the component's own names whatever they are.</summary>
    internal void Provide(string @interface, string name, HostFunction function) => OpenExact(@interface).Functions.Add(name, function);

    /// <inheritdoc cref="Provide"/>
    internal void ProvideResource(string @interface, string name) => OpenExact(@interface).Resources.Add(name);

    internal void Freeze() => _isFrozen = true;

    internal bool TryGetFunction(string @interface, string name, [MaybeNullWhen(false)] out HostFunction function)
    {
        function = null;
        return Find(@interface)?.Functions.TryGetValue(name, out function) ?? false;
    }

    internal bool HasResource(string @interface, string name) => Find(@interface)?.Resources.Contains(name) ?? false;

    internal object CreateState(Type type) => _states.TryGetValue(type, out var create)
        ? create()
        : throw new InvalidOperationException($"The imports of this component have no state of type {type.Name}; register it with {nameof(ComponentImports)}.{nameof(AddState)}.");

    /// <summary>The registered interface that serves an import of that name: the exact one, else the highest compatible one.</summary>
    private HostInterface? Find(string name)
    {
        if (_interfaces.TryGetValue(name, out var exact)) return exact;
        return ExternName.TryParse(name, out _) is { Version: not null } wanted ? _highest.GetValueOrDefault(wanted.CompatibleName) : null;
    }

    private HostInterface Open(string name)
    {
        ArgumentNullException.ThrowIfNull(name, "interface");
        ThrowIfFrozen();
        if (_interfaces.TryGetValue(name, out var there)) return there;
        var parsed = name.Length == 0 ? null : ExternName.TryParse(name, out var problem) ?? throw new ArgumentException($"'{name}' does not name an interface: {problem}.", "interface");
        var added = new HostInterface(parsed?.Version);
        _interfaces.Add(name, added);
        if (parsed?.Version is { } version && (!_highest.TryGetValue(parsed.CompatibleName, out var other) || version.CompareTo(other.Version) > 0))
            _highest[parsed.CompatibleName] = added;
        return added;
    }

    private HostInterface OpenExact(string name)
    {
        if (!_interfaces.TryGetValue(name, out var there)) _interfaces.Add(name, there = new HostInterface(null));
        return there;
    }

    private ComponentImports Add(string @interface, string name, HostFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Open(@interface).Functions.TryAdd(name, function)) throw new ArgumentException($"The function '{name}' of '{@interface}' is registered already.", nameof(name));
        return this;
    }

    private void ThrowIfFrozen()
    {
        if (_isFrozen) throw new InvalidOperationException("The imports are in use by an instance; register everything before the first one.");
    }
}
