using System.Net;

namespace Microlight.AspNetCore.Tests;

/// <summary>
/// A handler that loops, traps, takes all memory, prints or answers without end, or not at all (Programs/hostile) hurts its own request: others are
/// answered meanwhile and afterwards, whatever the policy.
/// </summary>
public sealed class HostileHandlerTests
{
    private const int CutOff = 0;

    [SkippableTheory]
    [InlineData("/spin", SandboxResetPolicy.RestoreOnReturn, 504)]
    [InlineData("/spin", SandboxResetPolicy.Reuse, 504)]
    [InlineData("/trap", SandboxResetPolicy.RestoreOnReturn, 500)]
    [InlineData("/recurse", SandboxResetPolicy.Reuse, 500)]
    [InlineData("/exhaust", SandboxResetPolicy.RestoreOnReturn, 500)]
    [InlineData("/exhaust", SandboxResetPolicy.Reuse, 500)]
    [InlineData("/exhaust", SandboxResetPolicy.NewPerRent, 500)]
    [InlineData("/headers", SandboxResetPolicy.Reuse, 500)]
    [InlineData("/print", SandboxResetPolicy.RestoreOnReturn, 504)]
    [InlineData("/silence", SandboxResetPolicy.Reuse, 500)]
    [InlineData("/flood", SandboxResetPolicy.RestoreOnReturn, CutOff)]
    [InlineData("/flood", SandboxResetPolicy.Reuse, CutOff)]
    public async Task OnlyItsOwnRequestFails(string path, SandboxResetPolicy policy, int status)
    {
        var wasm = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Programs", "hostile.wasm"));
        await using var server = await ComponentServer.StartAsync(wasm, "hostile", new ComponentHttpOptions
        {
            Policy = policy,
            MaximumConcurrency = 2,
            RequestTimeout = TimeSpan.FromSeconds(1),
            Sandbox = new SandboxOptions { MaximumMemory = 64 << 20, MaximumTotalMemory = 128 << 20 },
        });
        var bad = StatusAsync(server.Client, path);
        do Assert.Equal("well\n", await server.Client.GetStringAsync("/")); while (!bad.IsCompleted);
        Assert.Equal(status, await bad);
        // Both places are free again, and whoever is in them is well.
        var after = await Task.WhenAll(server.Client.GetStringAsync("/"), server.Client.GetStringAsync("/"), server.Client.GetStringAsync("/"));
        Assert.All(after, text => Assert.Equal("well\n", text));
        await server.UntilAsync(statistics => statistics.Active == 0);
        Assert.Equal(1, server.Handler.Statistics.Failed + server.Handler.Statistics.TimedOut);
        Assert.InRange(server.Handler.Statistics.Instances, policy == SandboxResetPolicy.NewPerRent ? 0 : 1, 2);
    }

    /// <summary>The status, or <see cref="CutOff"/> if the response did not come to its end.</summary>
    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        try
        {
            await response.Content.CopyToAsync(Stream.Null);
            return (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return CutOff;
        }
    }
}
