using System.Diagnostics.CodeAnalysis;

namespace Microlight;

/// <summary>
/// The host functions that a guest may import, by module and name. Native guests import from the module with the empty name.
/// Fill it before the first sandbox is created with it; a sandbox takes what it imports at creation and does not look again.
/// </summary>
public sealed partial class HostFunctions
{
    /// <summary>By <see cref="Key"/>. Strings and classes in collections, here and in the image reader: their code is precompiled, that for
    /// structs costs each process 0.1 ms a method.</summary>
    private readonly Dictionary<string, Entry> _entries = [];

    internal sealed record Entry(GuestSignature Signature, AsyncRawHostFunction Function);

    /// <summary>Registers a function with its signature spelt out.</summary>
    /// <exception cref="ArgumentException">A function of that module and name is registered already.</exception>
    public HostFunctions Add(string module, string name, GuestSignature signature, RawHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return AddAsync(module, name, signature, (call, arguments, results) =>
        {
            function(call, arguments.Span, results.Span);
            return default;
        });
    }

    /// <summary>Registers an asynchronous function with its signature spelt out.</summary>
    /// <exception cref="ArgumentException">A function of that module and name is registered already.</exception>
    public HostFunctions AddAsync(string module, string name, GuestSignature signature, AsyncRawHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(function);
        if (!_entries.TryAdd(Key(module, name), new Entry(signature, function)))
            throw new ArgumentException($"The host function '{DisplayName(module, name)}' is registered already.", nameof(name));
        return this;
    }

    internal bool TryGet(string module, string name, [MaybeNullWhen(false)] out Entry entry) =>
        _entries.TryGetValue(Key(module, name), out entry);

    private static string Key(string module, string name) => $"{module.Length}:{module}{name}";

    internal static string DisplayName(string module, string name) => module.Length == 0 ? name : $"{module}.{name}";
}
