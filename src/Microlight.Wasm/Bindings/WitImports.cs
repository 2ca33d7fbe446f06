using System.ComponentModel;
using Microlight.Wasm.Components;

namespace Microlight.Wasm.Bindings;

/// <summary>What generated registrations of imports call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WitImports
{
    /// <summary>Writes the result of a host function when it is there.</summary>
    public static ValueTask Complete<T>(ComponentCall call, ValueTask<T> task, Action<ComponentCall, T> write)
    {
        if (!task.IsCompletedSuccessfully) return Wait(call, task, write);
        write(call, task.Result);
        return default;
    }

    private static async ValueTask Wait<T>(ComponentCall call, ValueTask<T> task, Action<ComponentCall, T> write) => write(call, await task.ConfigureAwait(false));
}
