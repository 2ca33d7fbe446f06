using System.Runtime.CompilerServices;
using Microlight.Wasm.Components.Worlds;

namespace Microlight.Wasm.Components;

/// <summary>A compiled component: immutable and thread-safe; one serves many instances.</summary>
public sealed class WasmComponent : IDisposable
{
    private readonly ConditionalWeakTable<ComponentImports, HostFunctions> _bound = [];

    private WasmComponent(GuestImage image, WitWorld world) => (Image, World) = (image, world);

    /// <summary>The guest image that it was compiled to.</summary>
    public GuestImage Image { get; }

    /// <summary>What it imports and exports.</summary>
    public WitWorld World { get; }

    /// <summary>Decodes, validates, links and compiles a component.</summary>
    /// <param name="wasm">A component in the binary format. Not to be changed until this returns.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="WasmModuleException">It is malformed, invalid, beyond a limit, or uses something unsupported; the exception's type says which.</exception>
    /// <exception cref="WasmLinkException">It imports what hosts do not provide.</exception>
    /// <exception cref="WasmCompilationException">The code generator is missing, failed, or hit its limits twice.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static WasmComponent Load(ReadOnlyMemory<byte> wasm, string name = "component", WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        FromImage(GuestImage.FromBytes(Compile(wasm, options, progress, cancellationToken), name));

    /// <summary>As <see cref="Load"/>, up to the image, which can be kept in a file.</summary>
    /// <returns>An image for <see cref="FromImage"/>.</returns>
    /// <inheritdoc cref="Load"/>
    public static byte[] Compile(ReadOnlyMemory<byte> wasm, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default) =>
        WasmCompiler.CompileComponent(wasm, options ?? new WasmCompilerOptions(), progress, cancellationToken);

    /// <summary>Whether an image was made from a component, and not from a module or anything else.</summary>
    public static bool IsComponent(GuestImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return !image.GetSection(WorldSection.Name).IsEmpty;
    }

    /// <summary>A component from the image that <see cref="Compile"/> made of it. Takes over the image.</summary>
    /// <exception cref="InvalidGuestImageException">The image was not made from a component, or for another CPU.</exception>
    public static WasmComponent FromImage(GuestImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new WasmComponent(image, WorldReader.Read(image));
    }

    /// <summary>Creates an instance in a sandbox of its own, and runs its initialisation.</summary>
    /// <param name="imports">What the host provides; null for nothing.</param>
    /// <param name="options">Options of the sandbox. Its <see cref="SandboxOptions.HostFunctions"/> are not used.</param>
    /// <param name="limits">What one crossing may make of the host; null for the usual.</param>
    /// <exception cref="ImportException">Something that the component imports is not provided, or has another type; the message lists all of it.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    /// <exception cref="WasmTrapException">The initialisation trapped.</exception>
    /// <exception cref="SandboxException">The initialisation ended badly; the subclass says how.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public WasmComponentInstance Instantiate(ComponentImports? imports = null, SandboxOptions? options = null, TransferLimits? limits = null, CancellationToken cancellationToken = default) =>
        WasmComponentInstance.Create(this, imports ?? new ComponentImports(), options ?? new SandboxOptions(), limits ?? new TransferLimits(), cancellationToken);

    /// <summary>Creates an instance in the state that another had when the snapshot was taken: nothing of the component runs.</summary>
    /// <param name="snapshot">Taken of an instance of the same component, in this process or another.</param>
    /// <param name="options">Stack, mailbox and memory limit as those of the snapshot's instance.</param>
    /// <exception cref="SnapshotException">The options that shape memory are not those of the snapshot.</exception>
    /// <inheritdoc cref="Instantiate(ComponentImports?, SandboxOptions?, TransferLimits?, CancellationToken)"/>
    public WasmComponentInstance Instantiate(Snapshot snapshot, ComponentImports? imports = null, SandboxOptions? options = null, TransferLimits? limits = null) =>
        WasmComponentInstance.Create(this, snapshot, imports ?? new ComponentImports(), options ?? new SandboxOptions(), limits ?? new TransferLimits());

    /// <summary>The host functions of its image, made once for the same imports.</summary>
    /// <exception cref="ImportException">Something is missing or of another type; the message lists all of it.</exception>
    internal HostFunctions Bind(ComponentImports imports) => _bound.GetValue(imports, i => HostEdge.Bind(this, i));

    /// <summary>Lets go of the image. Instances keep what they need.</summary>
    public void Dispose() => Image.Dispose();
}
