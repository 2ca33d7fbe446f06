using System.IO.Compression;
using System.Text.Json;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Conformance;

/// <summary>
/// The WASI 0.1 programs of wasi-testsuite, each in a VM. A program's JSON says what it gets and what it has to answer (the archive's
/// specification.md); its root directory is a fresh copy.
/// </summary>
public sealed class WasiTestSuiteTests
{
    private const string Archive = "spec-tests/wasi-testsuite.zip";
    private const string Missing = "(no archive)";

    /// <summary>Every .wasm in a folder wasm32-wasip1.</summary>
    public static TheoryData<string> Programs
    {
        get
        {
            if (SharedFiles.Find(Archive) is not { } path) return new TheoryData<string>(Missing);
            using var archive = ZipFile.OpenRead(path);
            return new TheoryData<string>(archive.Entries.Select(e => e.FullName)
                .Where(name => name.Contains("/wasm32-wasip1/", StringComparison.Ordinal) && name.EndsWith(".wasm", StringComparison.Ordinal)).Order());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void Passes(string program)
    {
        Skip.If(program == Missing, SharedFiles.MissingReason(Archive));
        using var archive = ZipFile.OpenRead(SharedFiles.Find(Archive)!);
        var wasm = Read(archive, program)!;
        var specification = Read(archive, Path.ChangeExtension(program, ".json")) is { } json ? JsonDocument.Parse(json).RootElement : default;
        using var directory = new TemporaryDirectory();
        var grants = new List<PreopenedDirectory>();
        if (Property(specification, "root") is { ValueKind: JsonValueKind.String } root)
        {
            Extract(archive, $"{program[..program.LastIndexOf('/')]}/{root.GetString()}/", directory);
            grants.Add(new PreopenedDirectory(directory.FullPath, "/"));
        }

        var result = ProgramRunner.Run(wasm, Path.GetFileName(program),
            Property(specification, "args")?.EnumerateArray().Select(a => a.GetString()!) ?? [],
            // Some specifications name a variable twice; the last one counts, as in any JSON object.
            Property(specification, "env")?.EnumerateObject().GroupBy(v => v.Name).ToDictionary(g => g.Key, g => g.Last().Value.GetString()!) ?? [],
            grants, []);

        Assert.True((Property(specification, "exit_code")?.GetInt32() ?? 0) == result.ExitCode, $"exit code {result.ExitCode}: {result.Error}");
        if (Property(specification, "stdout") is { } output) Assert.Equal(output.GetString(), result.Output);
        if (Property(specification, "stderr") is { } error) Assert.Equal(error.GetString(), result.Error);
    }

    [SkippableFact]
    public void TheSuiteIsWhole()
    {
        Skip.If(SharedFiles.Find(Archive) is null, SharedFiles.MissingReason(Archive));
        Assert.Equal(72, ((IEnumerable<object[]>)Programs).Count());
    }

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static byte[]? Read(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry) return null;
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Extract(ZipArchive archive, string prefix, TemporaryDirectory target)
    {
        foreach (var entry in archive.Entries.Where(e => e.FullName.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var name = entry.FullName[prefix.Length..];
            if (name.Length == 0) continue;
            if (name.EndsWith('/')) target.Folder(name);
            else
            {
                target.Folder(Path.GetDirectoryName(name)!);
                entry.ExtractToFile(target[name]);
            }
        }
    }
}
