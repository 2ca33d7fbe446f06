namespace Microlight.WitBindings.Model;

/// <summary>Names of what generated code calls.</summary>
internal static class Runtime
{
    public const string Namespace = "global::Microlight.Wasm.Bindings";
    public const string Components = "global::Microlight.Wasm.Components";
    public const string Cancellation = "global::System.Threading.CancellationToken";
    public const string Task = "global::System.Threading.Tasks.ValueTask";
}
