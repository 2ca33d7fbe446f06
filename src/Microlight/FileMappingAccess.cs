namespace Microlight;

/// <summary>What a guest may do with the bytes of a mapped file. It can execute them in no case.</summary>
public enum FileMappingAccess
{
    /// <summary>Read; a write is a trap.</summary>
    ReadOnly = 0,
    /// <summary>Read and write. What it writes is the sandbox's own, never reaches the file, and is undone by a restore.</summary>
    CopyOnWrite = 1,
}
