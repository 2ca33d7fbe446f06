namespace Microlight;

/// <summary>What the host keeps for one sandbox beside its memory, and must follow it.</summary>
internal interface ISandboxOwner
{
    /// <summary>The memory is that of an earlier time again; nothing of the guest has run since.</summary>
    void Restored();

    /// <summary>The sandbox has ended, and no host function of it is under way.</summary>
    void Ended();
}
