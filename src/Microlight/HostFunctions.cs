using System.Diagnostics.CodeAnalysis;
using Microlight.Abi;

namespace Microlight;

/// <summary>
/// The host functions that a guest may import: nothing else of the host is reachable. Fill it before the first sandbox is created with
/// it; after that it is read-only, and any number of sandboxes may share it.
/// </summary>
public sealed partial class HostFunctions
{
    /// <summary>By <see cref="Key"/>. Strings and classes in collections, here and in the image reader: their code is precompiled, that for
    /// structs costs each process 0.1 ms a method.</summary>
    private readonly Dictionary<string, Entry> _entries = [];
    private volatile bool _isFrozen;

    /// <summary>What serves a call: takes its arguments from the frame and puts its results there before the task ends.</summary>
    internal delegate ValueTask Body(HostFrame frame);

    internal sealed record Entry(GuestSignature Signature, Body Body);

    /// <summary>Registers a function with its signature spelt out.</summary>
    /// <exception cref="ArgumentException">A function of that name is registered already.</exception>
    /// <exception cref="InvalidOperationException">A sandbox uses these functions already.</exception>
    public HostFunctions Add(ImportName name, GuestSignature signature, RawHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, signature, frame => frame.Invoke(function));
    }

    /// <summary>Registers an asynchronous function with its signature spelt out.</summary>
    /// <inheritdoc cref="Add(ImportName, GuestSignature, RawHostFunction)"/>
    public HostFunctions AddAsync(ImportName name, GuestSignature signature, AsyncRawHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, signature, frame => frame.Invoke(function));
    }

    internal bool TryGet(string module, string name, [MaybeNullWhen(false)] out Entry entry) =>
        _entries.TryGetValue(Key(module, name), out entry);

    /// <summary>A sandbox uses them: what it found must stay what there is.</summary>
    internal void Freeze() => _isFrozen = true;

    private HostFunctions Add(ImportName name, Delegate function, ReadOnlySpan<GuestType> parameters, GuestType result, Body body)
    {
        ArgumentNullException.ThrowIfNull(function);
        Span<GuestType> types = stackalloc GuestType[parameters.Length];
        var count = 0;
        foreach (var type in parameters)
            if (type != GuestType.Unit)
                types[count++] = type;
        return Add(name, new GuestSignature(types[..count], result == GuestType.Unit ? [] : [result]), body);
    }

    private HostFunctions Add(ImportName name, GuestSignature signature, Body body)
    {
        ArgumentNullException.ThrowIfNull(name.Module, nameof(name));
        ArgumentNullException.ThrowIfNull(name.Name, nameof(name));
        ArgumentNullException.ThrowIfNull(signature);
        if (_isFrozen)
            throw new InvalidOperationException($"The host function '{name}' comes too late: a sandbox was created with these host functions. Add all of them first.");
        if (!_entries.TryAdd(Key(name.Module, name.Name), new Entry(signature, body)))
            throw new ArgumentException($"The host function '{name}' is registered already.", nameof(name));
        return this;
    }

    private const GuestType None = GuestType.Unit;

    /// <summary>Unit for a parameter that the guest does not see.</summary>
    private static GuestType Parameter<T>() where T : allows ref struct => Crossing.TypeOf<T>();

    private static GuestType Result<T>() where T : allows ref struct =>
        typeof(T) == typeof(Task) || typeof(T) == typeof(ValueTask) || typeof(T).FullName == "Microsoft.FSharp.Core.Unit" ? None
        : Crossing.TypeOf<T>() is var type and not GuestType.Unit ? type
        : throw new ArgumentException($"A {typeof(T).Name} is given by the host; a function cannot return it to the guest.");

    private static string Key(string module, string name) => $"{module.Length}:{module}{name}";
}
