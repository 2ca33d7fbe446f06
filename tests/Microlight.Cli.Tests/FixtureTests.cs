using System.Text.Json;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>
/// Programs of other people's toolchains, modules and components, each run as its fixture.json says: the same output, the same exit code;
/// exports called with plain numbers give the same results and traps. NetworkTests has those that use the network.
/// </summary>
public sealed class FixtureTests
{
    private const string Folder = "fixtures/programs";

    [SkippableTheory]
    [MemberData(nameof(Cases), "core", "command")]
    public void Command(string file, int index) => RunCommand(file, index, []);

    /// <summary>The same programs as components; by day the tests of Microlight.Wasi run them, without the tool.</summary>
    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Cases), "component", "command")]
    public void Command_component(string file, int index) => RunCommand(file, index, []);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Cases), "core", "command")]
    [MemberData(nameof(Cases), "component", "command")]
    public void Command_in_a_process(string file, int index) => RunCommand(file, index, ["--isolation", "process"]);

    private static void RunCommand(string file, int index, string[] options)
    {
        var (path, fixture) = Load(file, index);
        using var temporary = new TemporaryDirectory();
        options = [.. options, "--cache", Tool.Cache];
        foreach (var variable in fixture.GetProperty("env").EnumerateObject()) options = [.. options, "--env", $"{variable.Name}={variable.Value.GetString()}"];
        foreach (var directory in fixture.GetProperty("dirs").EnumerateObject())
        {
            var source = directory.Value.GetString()!;
            var host = source == "tmp" ? temporary.Path : Path.Combine(Path.GetDirectoryName(path)!, source);
            options = [.. options, "--dir", $"{host}::{directory.Name}"];
        }
        var input = fixture.TryGetProperty("stdinFile", out var inputFile)
            ? File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, inputFile.GetString()!))
            : fixture.GetProperty("stdin").GetString()!;
        var arguments = fixture.GetProperty("args").EnumerateArray().Select(a => a.GetString()!);

        var result = Tool.Execute(["run", .. options, path, .. arguments], input);

        var expected = fixture.GetProperty("expect");
        // wasi:cli/run knows success and failure only.
        var exitCode = expected.GetProperty("exitCode").GetInt32();
        if (path.EndsWith(".component.wasm", StringComparison.Ordinal)) exitCode = Math.Min(exitCode, 1);
        Assert.True(exitCode == result.ExitCode, $"exit code {result.ExitCode}; standard error: {result.Error}");
        Assert.Equal(expected.GetProperty("stdout").GetString(), result.Output);
        if (expected.TryGetProperty("stderr", out var error)) Assert.Equal(error.GetString(), result.Error);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases), "core", "exports")]
    public void Export(string file, int index)
    {
        var (path, fixture) = Load(file, index);
        var arguments = fixture.GetProperty("args").EnumerateArray().Select(Number);

        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--invoke", fixture.GetProperty("export").GetString()!, path, .. arguments]);

        var expected = fixture.GetProperty("expect");
        if (expected.TryGetProperty("trap", out var trap)) result.ShouldFailWith(ExitCodes.Trap, $"wasm trap: {trap.GetString()}");
        else if (expected.TryGetProperty("exception", out _)) result.ShouldFailWith(ExitCodes.Trap, "uncaught wasm exception");
        else result.ShouldSucceedWith(string.Concat(expected.GetProperty("results").EnumerateArray().Select(r => Number(r) + "\n")));
    }

    [SkippableTheory]
    [MemberData(nameof(Wasi3))]
    public void Components_of_WASI_0_3_are_refused(string file) =>
        Tool.Run(Path.Combine(Repository.RequireShared(Folder), file)).ShouldFailWith(ExitCodes.Failure, "WASI 0.3, which is not supported yet");

    public static TheoryData<string> Wasi3 => ["js-async/async.component.wasm", "js-http3/http3.component.wasm"];

    /// <summary>A component that comes to the collection is to be run by a test too: commands are, here.</summary>
    [SkippableFact]
    public void Every_component_that_is_no_command_is_known()
    {
        var root = Repository.RequireShared(Folder);
        var found =
            from fixture in Directory.EnumerateFiles(root, "fixture.json", SearchOption.AllDirectories)
            from file in JsonDocument.Parse(File.ReadAllBytes(fixture)).RootElement.GetProperty("files").EnumerateArray()
            where file.GetProperty("kind").GetString() == "component" && file.GetProperty("run").GetProperty("type").GetString() != "command"
            select $"{Path.GetFileName(Path.GetDirectoryName(fixture))}/{file.GetProperty("file").GetString()}";
        string[] calls = ["c-rich/rich.component.wasm", "js-rich/rich-qjs.component.wasm", "js-rich/rich-sm.component.wasm"]; // Microlight.Wasm.Tests, ComponentCallTests
        string[] network =
        [
            "c-tcp-echo/tcp_echo.component.wasm", "c-udp-echo/udp_echo.component.wasm", "rust-http-client/http_client.component.wasm",
            "rust-tcp-echo/tcp_echo.component.wasm", "rust-udp-echo/udp_echo.component.wasm",
        ]; // NetworkTests
        string[] handlers = ["js-http/http.component.wasm", "rust-http/http.component.wasm"]; // Microlight.AspNetCore.Tests, FixtureTests
        string[] expected = [.. calls, .. network, .. handlers, .. ((IEnumerable<object[]>)Wasi3).Select(row => (string)row[0])];
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>File and case number of every program of a kind, core or component, that is run in a way; one case that only skips where there are no fixtures.</summary>
    public static IEnumerable<object[]> Cases(string kind, string run)
    {
        if (Repository.FindShared(Folder) is not { } root)
        {
            yield return ["", 0];
            yield break;
        }
        foreach (var fixture in Directory.EnumerateFiles(root, "fixture.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(fixture)!);
            using var json = JsonDocument.Parse(File.ReadAllBytes(fixture));
            foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
            {
                if (file.GetProperty("kind").GetString() != kind || file.GetProperty("run").GetProperty("type").GetString() != run) continue;
                var path = $"{name}/{file.GetProperty("file").GetString()}";
                // An imports_stub is a host function that only an embedder can give; InvokeTests has the refusal.
                if (file.TryGetProperty("imports_stub", out _)) continue;
                var cases = CasesOf(json.RootElement, file.GetProperty("file").GetString()!);
                for (var i = 0; i < cases.GetArrayLength(); i++) yield return [path, i];
            }
        }
    }

    private static (string Path, JsonElement Case) Load(string file, int index)
    {
        var path = Path.Combine(Repository.RequireShared(Folder), file);
        Skip.IfNot(File.Exists(path), $"The collection has not been built whole: {file} is missing.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "fixture.json")));
        return (path, CasesOf(json.RootElement, Path.GetFileName(file))[index].Clone());
    }

    /// <summary>The cases of a file; a component that has none of its own is to behave as the module that it was made from.</summary>
    private static JsonElement CasesOf(JsonElement fixture, string file)
    {
        var cases = fixture.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == file).GetProperty("cases");
        return cases.GetArrayLength() > 0 ? cases : CasesOf(fixture, file.Replace(".component.wasm", ".wasm", StringComparison.Ordinal));
    }

    /// <summary>A fixture's number, given as unsigned bits, as the tool writes it.</summary>
    private static string Number(JsonElement value)
    {
        var bits = ulong.Parse(value.GetProperty("value").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var type = value.GetProperty("type").GetString() switch
        {
            "i32" => GuestType.Int32,
            "i64" => GuestType.Int64,
            "f32" => GuestType.Float32,
            "f64" => GuestType.Float64,
            var other => throw new InvalidDataException($"A fixture with a value of type {other}."),
        };
        return Arguments.ExportValues.Format(GuestValue.FromBits(type, bits));
    }
}
