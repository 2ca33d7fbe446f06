namespace Microlight;

/// <summary>A snapshot that does not fit its use, or a snapshot file that is damaged or from elsewhere; the message says what to do.</summary>
public sealed class SnapshotException(string message, Exception? inner = null) : SandboxException(message, inner);
