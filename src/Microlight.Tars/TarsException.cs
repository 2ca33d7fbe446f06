namespace Microlight.Tars;

/// <summary>A call that did not return, or bytes that are not TARS. A servant throws it to answer with a code of its own.</summary>
/// <param name="code">What the peer is, or was, told.</param>
/// <param name="message">What is wrong, as a sentence; a server sends it to the client.</param>
/// <param name="inner">What led to it.</param>
public class TarsException(TarsReturnCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reply's code.</summary>
    public TarsReturnCode Code { get; } = code;
}
