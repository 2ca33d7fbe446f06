using Microlight.Wasi;

namespace Microlight.Tars.Components;

/// <summary>
/// How a component serves an object of TARS. <see cref="ComponentServiceOptions.Imports"/> need <see cref="TarsCallImports.AddTarsCall"/> where the component wants to
/// know of the call that it answers; what there is no room for is answered with <see cref="TarsReturnCode.Overload"/>. <see cref="ComponentServiceOptions.Limits"/> also
/// limit the bytes that a call's parameters take in the component's memory.
/// </summary>
public sealed class ComponentServantOptions : ComponentServiceOptions;
