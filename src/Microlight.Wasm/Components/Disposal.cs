using System.Runtime.ExceptionServices;

namespace Microlight.Wasm.Components;

/// <summary>Disposes of several objects of the host's, all of them whatever one throws.</summary>
internal static class Disposal
{
    /// <exception cref="Exception">What the first that failed threw, when all are disposed of.</exception>
    public static void All(IEnumerable<object> objects)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var each in objects)
        {
            try
            {
                (each as IDisposable)?.Dispose();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        failure?.Throw();
    }
}
