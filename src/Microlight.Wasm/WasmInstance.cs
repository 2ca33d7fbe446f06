using System.Globalization;
using System.Text;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Execution;

namespace Microlight.Wasm;

/// <summary>
/// An instantiated module in a sandbox of its own. One call at a time, from any thread; after a call that ended badly it is unusable until
/// <see cref="Restore()"/>.
/// </summary>
public sealed class WasmInstance : IDisposable
{
    private readonly Dictionary<string, GuestFunction> _functions = [];
    private readonly int _instances;
    private readonly Lazy<IReadOnlyList<GuestFunction>> _exports;
    /// <summary>The sandbox was created from a snapshot of an instance that had been initialised.</summary>
    private readonly bool _isFromSnapshot;

    private WasmInstance(Sandbox sandbox, bool isFromSnapshot)
    {
        Sandbox = sandbox;
        _isFromSnapshot = isFromSnapshot;
        foreach (var function in sandbox.Image.Functions) _functions.Add(function.Name, function);
        while (_functions.ContainsKey(InitializerName(_instances))) _instances++;
        _exports = new Lazy<IReadOnlyList<GuestFunction>>(ReadExports);
    }

    /// <summary>The sandbox that the module runs in: its memories, for host functions.</summary>
    public Sandbox Sandbox { get; }

    /// <summary>Names, signatures and addresses of the exported functions.</summary>
    public IReadOnlyList<GuestFunction> Exports => _exports.Value;

    /// <summary>Creates the sandbox and runs the module's initialisation (segments, start function).</summary>
    /// <exception cref="InvalidGuestImageException">The image was not made from WebAssembly, or for another CPU.</exception>
    /// <exception cref="ImportException">A host function that the module imports is not registered, or has another signature.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    /// <exception cref="WasmTrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="SandboxException">The initialisation ended badly; the subclass says how.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static WasmInstance Create(GuestImage image, SandboxOptions? options = null, CancellationToken cancellationToken = default) =>
        Create(image, options, created: null, cancellationToken);

    /// <param name="created">Gets the sandbox before anything of it runs.</param>
    internal static WasmInstance Create(GuestImage image, SandboxOptions? options, Action<Sandbox>? created, CancellationToken cancellationToken)
    {
        CheckTarget(image);
        var instance = new WasmInstance(Sandbox.Create(image, options), isFromSnapshot: false);
        try
        {
            created?.Invoke(instance.Sandbox);
            instance.Initialize(cancellationToken);
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Creates an instance in the state that another had when the snapshot was taken: nothing of the module runs again.</summary>
    /// <param name="snapshot">Taken of an instance (<see cref="TakeSnapshot"/>), in this process or another.</param>
    /// <param name="options">
    /// As for <see cref="Sandbox.Create(Snapshot, SandboxOptions?)"/>. What host functions remember is the host's to bring: a WASI context
    /// begins anew.
    /// </param>
    /// <exception cref="InvalidGuestImageException">The image was not made from WebAssembly, or for another CPU.</exception>
    /// <exception cref="SnapshotException">The options that shape memory are not those of the snapshot.</exception>
    /// <exception cref="ImportException">A host function that the module imports is not registered, or has another signature.</exception>
    /// <exception cref="HypervisorUnavailableException">There is no hypervisor, or no permission to use it.</exception>
    public static WasmInstance Create(Snapshot snapshot, SandboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        CheckTarget(snapshot.Image);
        return new WasmInstance(Sandbox.Create(snapshot, options), isFromSnapshot: true);
    }

    /// <summary>The instance in a sandbox that was created from a snapshot of one.</summary>
    internal static WasmInstance Of(Sandbox sandbox) => new(sandbox, isFromSnapshot: true);

    /// <summary>Keeps memories, tables and globals as they are now, between two calls.</summary>
    /// <exception cref="SandboxPoisonedException">An earlier call ended badly.</exception>
    public Snapshot TakeSnapshot() => Sandbox.TakeSnapshot();

    /// <summary>Whether the module exports a function of that name.</summary>
    public bool HasExport(string export) => FindExport(export) is not null;

    /// <summary>Calls an export.</summary>
    /// <param name="export">The exported name, as the module has it.</param>
    /// <param name="arguments">Values of its parameter types.</param>
    /// <returns>One value per result.</returns>
    /// <exception cref="ArgumentException">There is no such function, or the arguments are not what it takes.</exception>
    /// <exception cref="WasmTrapException">The code trapped.</exception>
    /// <exception cref="GuestExitException">A host function ended the guest.</exception>
    /// <exception cref="SandboxException">The call ended badly; the subclass says how.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GuestValue[] Invoke(string export, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken = default)
    {
        var function = GetExport(export);
        var results = new GuestValue[function.Signature.ResultTypes.Length];
        // A program's start has none: the conversion of the array would be compiled only for it.
        Call(function, arguments, results.Length == 0 ? default(Span<GuestValue>) : results, cancellationToken);
        return results;
    }

    /// <summary>
    /// As <see cref="Invoke"/>, asynchronously: on the calling thread up to the first host function whose task is incomplete, then on
    /// threads of the pool, and on none while it waits (see <see cref="Sandbox.InvokeAsync(GuestFunction, ReadOnlySpan{GuestValue}, Memory{GuestValue}, CancellationToken)"/>).
    /// </summary>
    /// <inheritdoc cref="Invoke"/>
    public ValueTask<GuestValue[]> InvokeAsync(string export, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken = default)
    {
        var function = GetExport(export);
        var results = new GuestValue[function.Signature.ResultTypes.Length];
        return Finish(Sandbox.InvokeAsync(function, arguments, results, cancellationToken), results);
    }

    /// <summary>As <see cref="Call"/>, asynchronously.</summary>
    internal ValueTask<GuestValue[]> CallAsync(GuestFunction function, ReadOnlySpan<GuestValue> arguments, GuestValue[] results, CancellationToken cancellationToken) =>
        Finish(Sandbox.InvokeAsync(function, arguments, results, cancellationToken), results);

    /// <summary>Lets go of an object of the guest: the handle is no longer valid, and the object may be collected.</summary>
    /// <param name="reference">What the guest gave, as a result, as a host function's argument or as a global's value. Each time is a handle of its own.</param>
    /// <exception cref="ArgumentException">It is no handle of an object.</exception>
    /// <exception cref="WasmTrapException">It is not valid (any more): <see cref="WasmTrapKind.InvalidReference"/>.</exception>
    public void Release(GuestValue reference)
    {
        if (WasmReference.KindOf(reference) is not (WasmReferenceKind.Struct or WasmReferenceKind.Array or WasmReferenceKind.Exception) || !_functions.TryGetValue(ReleaseName, out var release))
            throw new ArgumentException("The value is no handle of an object.", nameof(reference));
        Call(release, [reference], [], CancellationToken.None);
    }

    /// <summary>
    /// Back to the state before initialisation, then initialised again; an instance from a snapshot goes back to that. Cures a poisoned
    /// instance.
    /// </summary>
    public void Restore()
    {
        Sandbox.Restore();
        if (!_isFromSnapshot) Initialize(CancellationToken.None);
    }

    /// <summary>On to the state of a snapshot of this or another instance of the same image. Cures a poisoned instance.</summary>
    /// <exception cref="SnapshotException">The snapshot is of another image, or was taken with other options that shape memory.</exception>
    public void Restore(Snapshot snapshot) => Sandbox.Restore(snapshot);

    /// <summary>Ends the sandbox, and a call that is under way with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Sandbox.Dispose();

    /// <summary>The machine has what the code was made for, or a sentence that says what is missing.</summary>
    internal static void CheckTarget(GuestImage image)
    {
        var target = image.GetSection(ProgramImage.TargetSectionName).Span;
        if (target.IsEmpty) throw new InvalidGuestImageException($"'{image.Name}' was not made from WebAssembly by Microlight; native guests are for Sandbox.Create.");
        var name = Encoding.ASCII.GetString(target[..Math.Min(target.Length, 64)]);
        if (InstructionSets.Parse(name) is not { } needed || needed > InstructionSets.Host)
            throw new InvalidGuestImageException($"'{image.Name}' was compiled for {name}, this CPU has {InstructionSets.Host.Name()}; compile the module again here.");
    }

    /// <summary>The guest function of an image that frees a handle.</summary>
    internal const string ReleaseName = "#release";

    internal static string InitializerName(int instance) => string.Create(CultureInfo.InvariantCulture, $"#{instance}:");

    private void Initialize(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _instances; i++) Call(_functions[InitializerName(i)], [], [], cancellationToken);
    }

    internal void Call(GuestFunction function, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results, CancellationToken cancellationToken)
    {
        try
        {
            Sandbox.Invoke(function, arguments, results, cancellationToken);
        }
        catch (GuestTrapException e) when (e is not WasmTrapException)
        {
            throw TrapTranslator.Translate(e, Sandbox);
        }
    }

    private async ValueTask<GuestValue[]> Finish(ValueTask call, GuestValue[] results)
    {
        try
        {
            await call.ConfigureAwait(false);
            return results;
        }
        catch (GuestTrapException e) when (e is not WasmTrapException)
        {
            throw TrapTranslator.Translate(e, Sandbox);
        }
    }

    internal GuestFunction GetExport(string export)
    {
        ArgumentNullException.ThrowIfNull(export);
        return FindExport(export) ?? throw new ArgumentException($"'{Sandbox.Image.Name}' has no exported function '{export}'.", nameof(export));
    }

    private GuestFunction? FindExport(string export)
    {
        // The manifest need only be read for names that cannot stand in a C string.
        if (export.Length > 0 && !export.Contains('\0') && !export.Contains('\u2400'))
            return _functions.GetValueOrDefault(InitializerName(_instances - 1) + export);
        return Exports.FirstOrDefault(e => e.Name == export);
    }

    private IReadOnlyList<GuestFunction> ReadExports()
    {
        var image = Sandbox.Image;
        var exports = new List<GuestFunction>();
        foreach (var export in ImageManifest.Parse(image.GetSection(ImageManifest.SectionName).Span, image.Name).Exports)
            if (export.Instance == _instances - 1 && export is { Kind: "function", Function: { } name } && _functions.TryGetValue(name, out var function))
                exports.Add(function with { Name = export.Name });
        return exports.AsReadOnly();
    }
}
