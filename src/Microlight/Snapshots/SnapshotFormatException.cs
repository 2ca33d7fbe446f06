namespace Microlight.Snapshots;

/// <summary>Why a file is not a usable snapshot, and what to do; becomes a <see cref="SnapshotException"/> that names the file.</summary>
internal sealed class SnapshotFormatException(string why, string remedy) : Exception($"{why}; {remedy}.");
