using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>An instance of the program: its module and the instances that its imports' module names stand for.</summary>
internal sealed record PlannedInstance(int Index, WasmModule Module, IReadOnlyDictionary<string, int> Imports);

/// <summary>
/// What a command comes to. Instance is the one it concerns, −1 where there is none; Outcome is set where it is decided without running
/// anything: empty for passed, a reason otherwise. Skipped names the missing feature.
/// </summary>
internal sealed record SpecStep(SpecCommand Command, int Instance, string? Outcome = null, string? Skipped = null);

/// <summary>A script made ready to run in one VM: all its instances as one program, and its commands as steps on them.</summary>
internal sealed record SpecPlan(IReadOnlyList<PlannedInstance> Instances, IReadOnlyList<SpecStep> Steps)
{
    /// <summary>Whether any step has to run; otherwise everything is decided without compiling.</summary>
    public bool NeedsMachine => Steps.Any(s => s is { Outcome: null, Skipped: null });
}
