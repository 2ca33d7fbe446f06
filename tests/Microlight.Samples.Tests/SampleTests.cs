using Microlight.Tests;

namespace Microlight.Samples.Tests;

/// <summary>The samples do what they show.</summary>
public class SampleTests
{
    [SkippableFact]
    public async Task FSharp()
    {
        var lines = await RunAsync("FSharpHello", "FSharpHello");
        Assert.Contains(lines, line => line.StartsWith("100 × tea: ", StringComparison.Ordinal) && line.Contains("there are only 12", StringComparison.Ordinal));
        Assert.Equal(
        [
            "3 × tea: 10.50",
            "2 × cake: 8.50",
            "1 × gold: the host function Price failed",
            "Hang: stopped after 1000 ms",
        ], lines.Where(line => !line.StartsWith("100", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task OpenTelemetry()
    {
        var lines = await RunAsync("OpenTelemetry", "OpenTelemetrySample");
        Assert.Contains("3 × tea: 10.50", lines);
        string[] instruments =
        [
            "microlight.call.duration", "microlight.create.duration", "microlight.restore.duration", "microlight.exits", "microlight.kills", "microlight.pages.dirtied",
            "microlight.sandboxes.active", "microlight.pool.size", "microlight.pool.idle", "microlight.pool.waiting", "microlight.pool.rents",
            "microlight.pool.rent.duration", "microlight.pool.creations", "microlight.pool.resets",
        ];
        Assert.All(instruments, instrument => Assert.Contains(lines, line => line.StartsWith($"metric  {instrument} ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("metric  microlight.pool.rents", StringComparison.Ordinal) && line.Contains(" 4 ", StringComparison.Ordinal) && line.EndsWith("pool=shop", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("trace   ", StringComparison.Ordinal) && line.Contains("Total", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("CSharp", "CalculatorCSharp")]
    [InlineData("FSharp", "CalculatorFSharp")]
    public async Task Calculator(string language, string assembly) => Assert.Equal(
    [
        "6 × 7 = 42", "1 / 0: nothing can be divided by 0", "Add 20 = 120", "Divide 8 = 15", "in EUR: 12", "in XXX: there is no rate for XXX",
    ], await RunAsync($"Calculator/{language}", assembly));

    [SkippableFact]
    public async Task Composed() => Assert.Equal(["together: 21", "isolated in prices and till: 21", "prices: Unreachable", "restored: 21"], await RunAsync("Composed", "Composed"));

    [SkippableFact]
    public async Task SayHello() => Assert.Equal(
    [
        "say-hello: func(name: string) -> string",
        "Hello, Ada!",
        "Hello, Grace 🌍!",
    ], await RunAsync("SayHello", "SayHello", "Ada", "Grace 🌍"));

    [SkippableFact]
    public async Task HostResource() => Assert.Equal(
    [
        "visits is closed",
        "Ada's visit number 1",
        "visits is closed",
        "Grace's visit number 1",
        "visits is closed",
        "Ada's visit number 2",
        "Ada: 2, Grace: 1",
        "Ada: there is no bucket \"visits\" for you",
    ], await RunAsync("HostResource", "HostResource"));

    private static Task<string[]> RunAsync(string sample, string assembly, params string[] arguments)
    {
        Kvm.Require();
        return SampleProgram.RunAsync(sample, assembly, arguments);
    }
}
