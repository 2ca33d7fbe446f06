namespace Microlight.Tars.Idl;

/// <summary>A function of an interface.</summary>
/// <param name="Position">Where its name stands.</param>
/// <param name="Documentation">The comment before it; empty if there is none.</param>
/// <param name="ReturnType">Null for <c>void</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters in their order; tags count from 1.</param>
public sealed record IdlFunction(IdlPosition Position, string Documentation, IdlType? ReturnType, string Name, IReadOnlyList<IdlParameter> Parameters)
{
    /// <summary>The parameters that the caller gives.</summary>
    public IEnumerable<IdlParameter> Inputs => Parameters.Where(p => !p.IsOut);

    /// <summary>The parameters that the servant gives back.</summary>
    public IEnumerable<IdlParameter> Outputs => Parameters.Where(p => p.IsOut);
}
