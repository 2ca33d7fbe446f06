using System.Runtime.CompilerServices;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Isolation;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Worlds;

namespace Microlight.Wasm.Components;

/// <summary>
/// A component that was composed of others, compiled so that each of those runs in a virtual machine of its own: what one calls of another goes
/// through the host, with the same types (docs/composition.md). Immutable and thread-safe; one serves many instances.
/// </summary>
public sealed class ComponentComposition : IDisposable
{
    private readonly ConditionalWeakTable<ComponentImports, ComponentImports[]> _bound = [];
    private readonly Dictionary<string, Origin> _exports = new(StringComparer.Ordinal);

    private ComponentComposition(string name, WitWorld world, IReadOnlyList<CompositionPart> parts, WasmComponent[] components)
    {
        (Name, World, Parts, Components) = (name, world, parts, components);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>What it imports and exports.</summary>
    public WitWorld World { get; }

    /// <summary>What each part is an instance of, in the order in which they are instantiated; a component that is there twice is the same object.</summary>
    public IReadOnlyList<WasmComponent> Components { get; }

    internal IReadOnlyList<CompositionPart> Parts { get; }

    /// <summary>Decodes and validates a composed component, takes it apart, and compiles each of its components.</summary>
    /// <param name="wasm">A component in the binary format, as <c>wac</c> makes them of others. Not to be changed until this returns.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cache">Where images are kept, one for each component; null to keep none.</param>
    /// <exception cref="WasmUnsupportedException">
    /// It cannot be taken apart: it has core code of its own, or its components are not complete without it. Or it uses something unsupported.
    /// </exception>
    /// <exception cref="WasmModuleException">It is malformed, invalid, or beyond a limit; the exception's type says which.</exception>
    /// <exception cref="WasmLinkException">It imports what hosts do not provide.</exception>
    /// <exception cref="WasmCompilationException">The code generator is missing, failed, or hit its limits twice.</exception>
    /// <exception cref="WasmCacheException">The cache's directory is not private or cannot be made.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ComponentComposition Load(ReadOnlyMemory<byte> wasm, string name = "component", WasmCompilerOptions? options = null, WasmCache? cache = null, IProgress<CompileProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(wasm));
        var graph = ComponentLinker.Link(component);
        var world = WorldReader.Read(WorldWriter.Write(component, graph), name);
        var (parts, exports) = CompositionPlanner.Plan(component.Binary, wasm);
        var compiled = new Dictionary<ComponentBinary, WasmComponent>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var part in parts)
            {
                if (!compiled.ContainsKey(part.Component)) compiled.Add(part.Component, Compile(wasm[part.Component.Start..part.Component.End], part, $"{name}: {part.Name}", options, cache, progress, cancellationToken));
            }
            var composition = new ComponentComposition(name, world, parts, [.. parts.Select(p => compiled[p.Component])]);
            foreach (var function in world.ExportedFunctions) composition._exports.Add(function.Path, Find(function.Path, exports));
            return composition;
        }
        catch
        {
            foreach (var each in compiled.Values) each.Dispose();
            throw;
        }
    }

    /// <summary>Creates an instance of each component, in a sandbox of its own, and runs its initialisation.</summary>
    /// <param name="imports">What the host provides; null for nothing.</param>
    /// <param name="options">Options of each sandbox: its limits are those of each component. <see cref="SandboxOptions.HostFunctions"/> are not used.</param>
    /// <param name="limits">What one crossing may make of the host; null for the usual.</param>
    /// <exception cref="ComponentFailedException">The initialisation of a component ended badly.</exception>
    /// <inheritdoc cref="WasmComponent.Instantiate(ComponentImports?, SandboxOptions?, TransferLimits?, CancellationToken)"/>
    public ComponentCompositionInstance Instantiate(ComponentImports? imports = null, SandboxOptions? options = null, TransferLimits? limits = null, CancellationToken cancellationToken = default) =>
        Instantiate(imports, _ => options ?? new SandboxOptions(), limits, cancellationToken);

    /// <summary>As above, with options for each component.</summary>
    /// <param name="options">The options of the sandbox of the part with that name.</param>
    /// <inheritdoc cref="Instantiate(ComponentImports?, SandboxOptions?, TransferLimits?, CancellationToken)"/>
    public ComponentCompositionInstance Instantiate(ComponentImports? imports, Func<string, SandboxOptions> options, TransferLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ComponentCompositionInstance.Create(this, imports ?? new ComponentImports(), options, limits ?? new TransferLimits(), cancellationToken);
    }

    /// <summary>Lets go of the images. Instances keep what they need.</summary>
    public void Dispose()
    {
        foreach (var component in Components.Distinct()) component.Dispose();
    }

    /// <summary>Where an exported function is.</summary>
    internal bool TryGetExport(string path, out Origin origin) => _exports.TryGetValue(path, out origin!);

    /// <summary>What serves each part, made once for the same imports.</summary>
    /// <exception cref="ImportException">Something is missing or of another type; the message lists all of it.</exception>
    internal ComponentImports[] Bind(ComponentImports imports) => _bound.GetValue(imports, host =>
    {
        host.Freeze();
        var problems = new List<string>();
        var all = new ComponentImports[Parts.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = CompositionImports.For(Parts[i], Components[i].World, host);
            HostEdge.Bind(Components[i], all[i], problems);
        }
        return problems.Count == 0 ? all : throw HostEdge.Missing(Name, problems.Distinct());
    });

    private static WasmComponent Compile(ReadOnlyMemory<byte> wasm, CompositionPart part, string name, WasmCompilerOptions? options, WasmCache? cache, IProgress<CompileProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return cache is null
                ? WasmComponent.Load(wasm, name, options, progress, cancellationToken)
                : WasmComponent.FromImage(cache.GetOrCompile(wasm, name, options, progress, cancellationToken));
        }
        catch (WasmInvalidException)
        {
            // Valid where it is, but not by itself: nothing but an alias of what is around it makes that difference.
            throw CompositionPlanner.Refusal($"its component '{part.Name}' uses definitions of what is around it (outer aliases)", part.Component.Start);
        }
    }

    private static Origin Find(string path, Source exports)
    {
        foreach (var name in path.Split('#')) exports = exports.Export(name);
        return exports is Origin { IsHost: false } origin
            ? origin
            : throw CompositionPlanner.Refusal($"it exports the function '{path}', which it imports and none of its components has", 0);
    }
}
