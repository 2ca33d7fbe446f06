using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>A valid component with its type. Types numbers all types of values that its definitions make, and those that linking it makes.</summary>
internal sealed record ValidatedComponent(ComponentBinary Binary, ComponentType Type, WitTypes Types);
