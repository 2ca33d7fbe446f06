using System.Diagnostics.CodeAnalysis;
using Microlight.Machine;

namespace Microlight;

/// <content>What keeps guests from their host.</content>
public sealed partial class Sandbox
{
    /// <summary>What keeps this guest from its host.</summary>
    public Isolation Isolation => _options.Isolation;

    /// <summary>
    /// Whether sandboxes of that kind can be had on this machine. For programs that choose; <see cref="Create(GuestImage, SandboxOptions?)"/>
    /// never takes another kind than it was asked for.
    /// </summary>
    /// <param name="isolation">The kind.</param>
    /// <param name="reason">If not: why, and what to do about it, in one sentence.</param>
    public static bool IsSupported(Isolation isolation, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            Backend.For(isolation).ThrowUnlessAvailable();
            reason = null;
            return true;
        }
        catch (HypervisorUnavailableException refusal)
        {
            reason = refusal.Message;
            return false;
        }
    }
}
