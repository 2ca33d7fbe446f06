using System.ComponentModel;
using Microlight.Wasm.Components;

namespace Microlight.Wasm.Bindings;

/// <summary>An object of a generated class that stands for a resource of a component.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IWitGuestResource
{
    GuestResource Handle { get; }
}
