using System.Diagnostics.CodeAnalysis;

namespace Microlight.Diagnostics;

/// <summary>
/// Whether there are metrics and activities at all. A class of its own, so that a process that turned them off (the command line
/// does) never loads what they are made of.
/// </summary>
internal static class DiagnosticsSwitch
{
    private const string Name = "Microlight.Diagnostics.IsSupported";

    /// <summary>False where the program's runtime configuration says so; a trimmer then removes what it guards.</summary>
    [FeatureSwitchDefinition(Name)]
    public static bool IsOn { get; } = !AppContext.TryGetSwitch(Name, out var isOn) || isOn;
}
