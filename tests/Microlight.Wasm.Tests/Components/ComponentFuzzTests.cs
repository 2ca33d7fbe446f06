using Microlight.Fuzz.Components;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>A short run of the fuzzer of components: mutated bytes end in a typed refusal or a good component.</summary>
public sealed class ComponentFuzzTests
{
    [SkippableFact]
    public void Mutated_components_are_accepted_or_refused()
    {
        string[] seeds = ["c-rich/rich.component.wasm", "c-hello/hello-p2.component.wasm"];
        var fuzzer = new ComponentFuzzer([.. seeds.Select(s => File.ReadAllBytes(SharedData.Require($"fixtures/programs/{s}")))], seed: 1);
        fuzzer.Run(1_500);
        Assert.Empty(fuzzer.Outcomes.Failures);
        Assert.True(fuzzer.Outcomes.Counts["component: accepted"] > 20 && fuzzer.Outcomes.Counts["component: WasmInvalidException"] > 20);
    }
}
