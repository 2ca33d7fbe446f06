namespace Microlight.Tars;

/// <summary>A call of a client that did not return: the server answered with a code, or there was no answer that could be read.</summary>
/// <param name="code">The server's code; <see cref="TarsReturnCode.InvokeTimeout"/>, <see cref="TarsReturnCode.ConnectError"/> or <see cref="TarsReturnCode.ClientDecodeError"/> where there was no answer.</param>
/// <param name="message">What is wrong, as a sentence.</param>
/// <param name="inner">What led to it.</param>
public sealed class TarsCallException(TarsReturnCode code, string message, Exception? inner = null) : TarsException(code, message, inner);
