namespace Microlight.Tars.Idl;

/// <summary>A .tars file that cannot be used for what was asked.</summary>
/// <param name="error">Where and why.</param>
public sealed class IdlException(IdlError error) : Exception(error.ToString())
{
    /// <summary>Where and why.</summary>
    public IdlError Error { get; } = error;
}
