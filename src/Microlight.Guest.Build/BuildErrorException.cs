namespace Microlight.Guest.Build;

/// <summary>The guest cannot be built; the message is for its author, the code for looking it up (docs/guests-csharp.md).</summary>
internal sealed class BuildErrorException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
