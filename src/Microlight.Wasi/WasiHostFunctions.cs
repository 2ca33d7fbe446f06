using Microlight.Wasi.Preview1;

namespace Microlight.Wasi;

/// <summary>Registers WASI with a set of host functions.</summary>
public static class WasiHostFunctions
{
    /// <summary>
    /// Adds the functions of WASI 0.1 (module <c>wasi_snapshot_preview1</c>) on <paramref name="context"/>. The set then serves one
    /// sandbox: a call from a second one fails with <see cref="InvalidOperationException"/>. Pointers are offsets into the guest's
    /// first memory. <c>proc_exit</c> ends the guest's call with <see cref="GuestExitException"/>.
    /// </summary>
    public static HostFunctions AddWasiPreview1(this HostFunctions functions, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, function) in new Preview1Functions(context).ByName)
            functions.Add((Preview1Functions.Module, name), function.Signature, Bind(context, function));
        return functions;
    }

    private static RawHostFunction Bind(WasiContext context, Preview1Function function) => (call, arguments, results) =>
    {
        context.Claim(call.Sandbox);
        var memories = call.Sandbox.Memories;
        var memory = memories.Count > 0 ? memories[0] : EmptyGuestMemory.Instance;
        var error = function.Body(new Preview1Call(memory, call.CancellationToken), new Preview1Arguments(arguments));
        if (results.Length > 0) results[0] = (int)error;
    };
}
