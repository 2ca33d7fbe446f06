using Microlight.Wasi;

namespace Microlight.AspNetCore;

/// <summary>
/// How a component serves HTTP requests. <see cref="ComponentServiceOptions.Imports"/> need a <see cref="WasiContext"/> as a state, as
/// <see cref="WasiImports.AddWasi"/> registers one; what there is no room for is answered with 503.
/// </summary>
public sealed class ComponentHttpOptions : ComponentServiceOptions
{
    /// <summary>The time from a request's beginning to the end of its handler; infinite for none. Then the answer is 504, or the connection is cut off if the answer had begun.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
