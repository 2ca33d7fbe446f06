namespace Microlight.Wasi;

/// <summary>Registers WASI with a set of host functions.</summary>
public static class WasiHostFunctions
{
    /// <summary>
    /// Adds the functions of WASI 0.1 (module <c>wasi_snapshot_preview1</c>) on <paramref name="context"/>. The set then serves one
    /// sandbox: calls from a second one end with <see cref="InvalidOperationException"/>. <c>proc_exit</c> ends the call with
    /// <see cref="GuestExitException"/>.
    /// </summary>
    public static HostFunctions AddWasiPreview1(this HostFunctions functions, WasiContext context) => throw new NotImplementedException();
}
