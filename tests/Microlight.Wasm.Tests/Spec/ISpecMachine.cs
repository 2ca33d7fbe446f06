namespace Microlight.Wasm.Tests.Spec;

/// <summary>A planned program in a VM. After a trap it can be used on, with everything the guest did before.</summary>
internal interface ISpecMachine : IDisposable
{
    /// <summary>Runs an instance's initialisation.</summary>
    /// <exception cref="WasmTrapException">A segment does not fit or the start function trapped.</exception>
    /// <exception cref="WasmLinkException">An imported memory or table is now too small or may grow too far.</exception>
    void Instantiate(int instance);

    /// <exception cref="WasmTrapException">The function trapped.</exception>
    GuestValue[] Invoke(int instance, string function, GuestValue[] arguments);
}
