namespace Microlight.Tars.Components;

/// <summary>Of each instance, the call that it answers; null between two.</summary>
internal sealed class AnsweredCall
{
    private int _textLeft;

    public TarsCall? Call
    {
        get;
        set => (field, _textLeft) = (value, TarsCallImports.MostText);
    }

    /// <summary>Counts text that the component has the host keep for the reply.</summary>
    /// <exception cref="ProtocolViolationException">It is too much.</exception>
    public string Keep(string text) => (_textLeft -= text.Length + 1) >= 0 ? text : throw new ProtocolViolationException($"The component adds more than {TarsCallImports.MostText:#,0} characters to its reply.");
}
