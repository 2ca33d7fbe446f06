namespace Microlight.Tars.Idl;

/// <summary>What is wrong in a .tars file.</summary>
/// <param name="Position">Where.</param>
/// <param name="Message">What, as a sentence.</param>
public sealed record IdlError(IdlPosition Position, string Message)
{
    /// <summary>Both, as compilers write it.</summary>
    public override string ToString() => $"{Position}: {Message}";
}
