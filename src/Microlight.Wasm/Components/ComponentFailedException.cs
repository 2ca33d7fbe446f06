namespace Microlight.Wasm.Components;

/// <summary>
/// A component of a <see cref="ComponentComposition"/> ended badly while it was initialised, or while another one called it: the caller's call then ends
/// with a <see cref="HostFunctionException"/> that has this inside.
/// </summary>
/// <param name="component">What the composition calls it: one of <see cref="ComponentCompositionInstance.Parts"/>.</param>
/// <param name="inner">How it ended.</param>
public sealed class ComponentFailedException(string component, SandboxException inner) : SandboxException($"The component '{component}' failed: {inner.Message}", inner)
{
    /// <summary>What the composition calls the component.</summary>
    public string Component { get; } = component;
}
