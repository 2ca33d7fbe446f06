namespace Microlight.Tars;

/// <summary>Bytes that are not what they should be: truncated, of another type, without a required field, or beyond a limit.</summary>
/// <param name="message">What is wrong, as a sentence.</param>
/// <param name="inner">What led to it.</param>
public sealed class TarsDecodeException(string message, Exception? inner = null) : TarsException(TarsReturnCode.DecodeError, message, inner);
