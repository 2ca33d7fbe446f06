using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>The converted conformance suite: one folder per .wast script in a zip file, with its commands as JSON and its modules as files.</summary>
internal sealed class SpecArchive
{
    /// <summary>The core suite, and the component model's.</summary>
    public const string Core = "spec-tests/spec.zip", Components = "spec-tests/component-spec.zip";

    private static readonly ConcurrentDictionary<string, Lazy<SpecArchive?>> Archives = new();

    private readonly ZipArchive _zip;
    private readonly Lock _gate = new();

    private SpecArchive(string path)
    {
        _zip = ZipFile.OpenRead(path);
        Scripts = [.. _zip.Entries.Where(e => e.FullName.EndsWith(".json", StringComparison.Ordinal))
            .Select(e => Path.GetDirectoryName(e.FullName)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Folders of the scripts, such as <c>spec/core/i32</c>.</summary>
    public IReadOnlyList<string> Scripts { get; }

    /// <summary>The archive; skips the test where it is not at hand.</summary>
    public static SpecArchive Open(string file = Core)
    {
        SharedData.Require(file);
        return TryOpen(file)!;
    }

    private static SpecArchive? TryOpen(string file) =>
        Archives.GetOrAdd(file, f => new Lazy<SpecArchive?>(() => SharedData.Find(f) is { } path ? new SpecArchive(path) : null)).Value;

    /// <summary>Folders whose scripts are run: the specification, and the proposals that are supported.</summary>
    public static readonly string[] Supported = ["spec/core/", "spec/legacy/", "spec/proposals/threads/", "spec/proposals/wide-arithmetic/"];

    /// <summary>Scripts as theory data; one empty name where there is no archive, so that the theory shows as skipped.</summary>
    public static TheoryData<string> ScriptsBelow(params string[] prefixes)
    {
        var data = new TheoryData<string>();
        foreach (var script in TryOpen(prefixes[0].StartsWith("component-spec", StringComparison.Ordinal) ? Components : Core)?.Scripts.Where(s => Array.Exists(prefixes, p => s.StartsWith(p, StringComparison.Ordinal))) ?? [""]) data.Add(script);
        return data;
    }

    public SpecCommand[] ReadCommands(string script)
    {
        using var json = JsonDocument.Parse(Read($"{script}/{Path.GetFileName(script)}.json"));
        return [.. json.RootElement.GetProperty("commands").EnumerateArray().Select(SpecCommand.Read)];
    }

    /// <summary>The commands as they are in the file.</summary>
    public JsonElement[] ReadJson(string script)
    {
        using var json = JsonDocument.Parse(Read($"{script}/{Path.GetFileName(script)}.json"));
        return [.. json.RootElement.GetProperty("commands").EnumerateArray().Select(c => c.Clone())];
    }

    public byte[] ReadModule(string script, string file) => Read($"{script}/{file}");

    private byte[] Read(string name)
    {
        var entry = _zip.GetEntry(name) ?? throw new FileNotFoundException($"The suite has no {name}.");
        var bytes = new byte[entry.Length];
        lock (_gate)
        {
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
        }
        return bytes;
    }
}
