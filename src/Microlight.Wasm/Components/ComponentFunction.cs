namespace Microlight.Wasm.Components;

/// <summary>A function that a component instance exports, looked up and checked once, to be called any number of times.</summary>
public sealed class ComponentFunction
{
    internal ComponentFunction(WasmComponentInstance instance, WitFunction type, GuestFunction function) => (Instance, Type, Function) = (instance, type, function);

    /// <summary>Whose function it is.</summary>
    public WasmComponentInstance Instance { get; }

    /// <summary>Its name, parameters and result.</summary>
    public WitFunction Type { get; }

    internal GuestFunction Function { get; }

    /// <summary>Begins a call: takes the instance for it, and sets memory aside for the parameters. Dispose of what it returns to end the call.</summary>
    /// <exception cref="InvalidOperationException">A call of this instance is under way.</exception>
    /// <exception cref="ObjectDisposedException">The instance was disposed of.</exception>
    public ComponentInvocation Begin() => Instance.Begin(this);
}
