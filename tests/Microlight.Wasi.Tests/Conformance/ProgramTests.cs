using System.Text;
using System.Text.Json;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Tests.Support;
using Microlight.Wasm;

namespace Microlight.Wasi.Tests.Conformance;

/// <summary>
/// Real programs out of other people's toolchains (C, C++, Rust, Go, AssemblyScript; SQLite, QuickJS, CPython): each case of their
/// fixture.json says what the program gets, prints and exits with.
/// </summary>
public sealed class ProgramTests
{
    private const string Programs = "fixtures/programs";

    /// <summary>Folder/file and case of every command program.</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            if (SharedFiles.Find(Programs) is { } root)
            {
                foreach (var fixture in Directory.GetFiles(root, "fixture.json", SearchOption.AllDirectories).Order())
                {
                    foreach (var (file, cases) in Commands(fixture))
                    {
                        foreach (var item in cases.EnumerateArray())
                            data.Add($"{Path.GetFileName(Path.GetDirectoryName(fixture))}/{file}", item.GetProperty("name").GetString()!);
                    }
                }
            }
            if (!data.Any()) data.Add("", "");
            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void PrintsAndExitsAsItsFixtureSays(string program, string name)
    {
        Skip.If(program.Length == 0, SharedFiles.MissingReason(Programs));
        var path = Path.Combine(SharedFiles.Find(Programs)!, program);
        Skip.IfNot(File.Exists(path), $"The collection has not been built whole: {program} is missing.");
        var folder = Path.GetDirectoryName(path)!;
        var test = Commands(Path.Combine(folder, "fixture.json")).Single(c => c.File == Path.GetFileName(path)).Cases.EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        using var scratch = new TemporaryDirectory();
        var input = test.TryGetProperty("stdinFile", out var file)
            ? File.ReadAllBytes(Path.Combine(folder, file.GetString()!))
            : Encoding.UTF8.GetBytes(test.GetProperty("stdin").GetString()!);
        var grants = test.GetProperty("dirs").EnumerateObject().Select(d => d.Value.GetString() == "tmp"
            ? new PreopenedDirectory(scratch.FullPath, d.Name)
            : new PreopenedDirectory(Path.Combine(folder, d.Value.GetString()!), d.Name, ReadOnly: true));

        var result = ProgramRunner.Run(File.ReadAllBytes(path), Path.GetFileName(path),
            test.GetProperty("args").EnumerateArray().Select(a => a.GetString()!),
            test.GetProperty("env").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!),
            grants, input);

        var expected = test.GetProperty("expect");
        if (expected.TryGetProperty("stdout", out var output)) Assert.Equal(output.GetString(), result.Output);
        if (expected.TryGetProperty("stderr", out var error)) Assert.Equal(error.GetString(), result.Error);
        var exitCode = expected.GetProperty("exitCode").GetInt32();
        // wasi:cli/run knows success and failure only.
        Assert.Equal(program.EndsWith(".component.wasm", StringComparison.Ordinal) ? Math.Min(exitCode, 1) : exitCode, result.ExitCode);
    }

    private static IEnumerable<(string File, JsonElement Cases)> Commands(string fixture)
    {
        var root = JsonDocument.Parse(File.ReadAllBytes(fixture)).RootElement;
        return
            from file in root.GetProperty("files").EnumerateArray()
            where file.GetProperty("kind").GetString() is "core" or "component"
                && file.TryGetProperty("run", out var run) && run.GetProperty("type").GetString() == "command"
            let name = file.GetProperty("file").GetString()!
            select (name, CasesOf(root, name));
    }

    /// <summary>The cases of a file; a component that has none of its own is to behave as the module that it was made from.</summary>
    private static JsonElement CasesOf(JsonElement fixture, string file)
    {
        var cases = fixture.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == file).GetProperty("cases");
        return cases.GetArrayLength() > 0 ? cases : CasesOf(fixture, file.Replace(".component.wasm", ".wasm", StringComparison.Ordinal));
    }
}
