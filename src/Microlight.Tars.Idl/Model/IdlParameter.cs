namespace Microlight.Tars.Idl;

/// <summary>A parameter of a function.</summary>
/// <param name="Position">Where its name stands.</param>
/// <param name="Tag">Its number on the wire, from 1.</param>
/// <param name="IsOut">Whether the servant gives it back.</param>
/// <param name="IsRouteKey">Whether calls with equal values of it go to the same server.</param>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
public sealed record IdlParameter(IdlPosition Position, byte Tag, bool IsOut, bool IsRouteKey, IdlType Type, string Name);
