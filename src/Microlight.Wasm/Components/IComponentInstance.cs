namespace Microlight.Wasm.Components;

/// <summary>
/// What a program calls of a component, whether it runs in one machine (<see cref="WasmComponentInstance"/>) or each of its components in one of its
/// own (<see cref="ComponentCompositionInstance"/>). One call at a time, from any thread.
/// </summary>
public interface IComponentInstance : IDisposable
{
    /// <summary>What the component imports and exports.</summary>
    WitWorld World { get; }

    /// <summary>An exported function.</summary>
    /// <param name="name"><c>ns:pkg/interface@1.0.0#function</c>, or the name alone of one that the world exports by itself.</param>
    /// <param name="signature">The type that the caller has compiled in, as text (docs/component-api.md); null not to check.</param>
    /// <exception cref="ArgumentException">There is no such function, or its type is another.</exception>
    ComponentFunction GetFunction(string name, string? signature = null);

    /// <summary>Back to the state after initialisation. Cures what an earlier failure left unusable.</summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    void Restore();
}
