namespace Microlight.Wasm.Tests.Spec;

/// <summary>A planned program in a VM. After a trap it can be used on, with everything the guest did before.</summary>
internal interface ISpecMachine : IDisposable
{
    /// <summary>Runs an instance's initialisation.</summary>
    /// <exception cref="WasmTrapException">A segment does not fit, the start function trapped, or an imported memory or table is now too small.</exception>
    void Instantiate(int instance);

    /// <summary>Calls an exported function.</summary>
    /// <exception cref="WasmTrapException">The function trapped.</exception>
    GuestValue[] Invoke(int instance, string function, GuestValue[] arguments);

    /// <summary>The value of an exported global.</summary>
    GuestValue Get(int instance, string global);
}
