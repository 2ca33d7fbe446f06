using System.Diagnostics.Metrics;

namespace Microlight.Tests.Diagnostics;

/// <summary>The number of sandboxes that are there. Alone, since every other test changes it.</summary>
[Collection(nameof(ActiveSandboxesTests))]
[CollectionDefinition(nameof(ActiveSandboxesTests), DisableParallelization = true)]
public class ActiveSandboxesTests
{
    [SkippableFact]
    public void They_count_from_creation_to_disposal_for_listeners_that_come_late_too()
    {
        using var image = DiagnosticsGuest.Build();
        var options = new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => { }) };
        var before = Read();
        var sandboxes = Enumerable.Range(0, 5).Select(_ => Sandbox.Create(image, options)).ToArray();
        Assert.Equal(before + 5, Read());
        Assert.Throws<ImportException>(() => Sandbox.Create(image, new SandboxOptions()));
        sandboxes[0].Dispose();
        sandboxes[0].Dispose();
        Assert.Equal(before + 4, Read());
        foreach (var sandbox in sandboxes) sandbox.Dispose();
        Assert.Equal(before, Read());
    }

    /// <summary>What a listener that has just come is told of the isolation that the tests run under.</summary>
    private static long Read()
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "microlight.sandboxes.active") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen.Add((string)tags[0].Value!, value));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(["process", "vm"], seen.Keys.Order());
        return seen[SandboxOptions.DefaultIsolation == Isolation.VirtualMachine ? "vm" : "process"];
    }
}
