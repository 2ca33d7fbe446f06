namespace Microlight.Tars;

/// <summary>A value that cannot be written: null, text that is not Unicode, structures nested too deep, or a packet beyond the limit.</summary>
/// <param name="message">What is wrong, as a sentence.</param>
/// <param name="inner">What led to it.</param>
public sealed class TarsEncodeException(string message, Exception? inner = null) : TarsException(TarsReturnCode.EncodeError, message, inner);
