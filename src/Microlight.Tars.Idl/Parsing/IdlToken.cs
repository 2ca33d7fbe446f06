namespace Microlight.Tars.Idl;

/// <summary>A piece of text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The characters; of a text what is between the quotes, escapes replaced; of an include the path.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Comment">The comment just before it; empty if there is none.</param>
internal readonly record struct IdlToken(IdlTokenKind Kind, string Text, IdlPosition Position, string Comment)
{
    /// <summary>How a message calls it.</summary>
    public string Name => Kind switch
    {
        IdlTokenKind.End => "the end of the file",
        IdlTokenKind.Text => $"\"{Text}\"",
        IdlTokenKind.Include => "#include",
        _ => $"'{Text}'",
    };
}
