namespace Microlight.Cli.Arguments;

/// <summary><c>--env NAME=VALUE</c> sets a variable of the guest's, <c>--env NAME</c> passes on the host's.</summary>
internal static class EnvironmentGrant
{
    /// <summary>Name and value; a null value where the host has no such variable (nothing is passed on); null where the text has no name.</summary>
    public static (string Name, string? Value)? TryParse(string text)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split == 0 || text.Length == 0) return null;
        return split < 0 ? (text, Environment.GetEnvironmentVariable(text)) : (text[..split], text[(split + 1)..]);
    }
}
