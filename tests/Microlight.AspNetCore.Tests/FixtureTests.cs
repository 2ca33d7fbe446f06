using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microlight.Wasi.Tests.Conformance;

namespace Microlight.AspNetCore.Tests;

/// <summary>HTTP components of the fixture collection answer as their requests.json says, under each policy.</summary>
public sealed class FixtureTests
{
    [SkippableTheory]
    [InlineData("rust-http", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("rust-http", SandboxResetPolicy.Reuse)]
    [InlineData("rust-http", SandboxResetPolicy.NewPerRent)]
    // One instance of it serves one request (fixture.json, instancePerRequest).
    [InlineData("js-http", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("js-http", SandboxResetPolicy.NewPerRent)]
    public async Task AnswersAsItsFixtureSays(string program, SandboxResetPolicy policy)
    {
        await using var server = await ComponentServer.StartAsync($"{program}/http.component.wasm", new ComponentHttpOptions { Policy = policy });
        var requests = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedFiles.Find($"fixtures/programs/{program}/requests.json")!)).RootElement;
        for (var round = 0; round < 2; round++)
            foreach (var request in requests.EnumerateArray())
                await CheckAsync(server, request);
        await server.UntilAsync(statistics => statistics.Requests == 2 * requests.GetArrayLength() && statistics.Active == 0);
        Assert.Equal(0, server.Handler.Statistics.Failed);
    }

    private static async Task CheckAsync(ComponentServer server, JsonElement request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.TryGetProperty("method", out var method) ? method.GetString()! : "GET"), request.GetProperty("path").GetString());
        if (request.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject())
                message.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        if (request.TryGetProperty("body", out var body))
            message.Content = new ByteArrayContent(body.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(body.GetString()!) : Pattern(body.GetProperty("repeat").GetInt32()));
        using var response = await server.Client.SendAsync(message);
        var content = await response.Content.ReadAsByteArrayAsync();

        var expected = request.GetProperty("expect");
        Assert.Equal(expected.GetProperty("status").GetInt32(), (int)response.StatusCode);
        if (expected.TryGetProperty("body", out var text)) Assert.Equal(text.GetString(), Encoding.UTF8.GetString(content));
        if (expected.TryGetProperty("length", out var length)) Assert.Equal(length.GetInt32(), content.Length);
        if (expected.TryGetProperty("sha256", out var hash)) Assert.Equal(hash.GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        if (expected.TryGetProperty("headers", out var fields))
            foreach (var field in fields.EnumerateObject())
                Assert.Equal(field.Value.GetString(), response.Headers.Concat(response.Content.Headers).Single(h => h.Key.Equals(field.Name, StringComparison.OrdinalIgnoreCase)).Value.Single());
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + i % 10))];
}
