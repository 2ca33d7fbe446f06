using System.Buffers.Binary;

namespace Microlight.Bench.Compile;

/// <summary>A module to be compiled.</summary>
/// <param name="Name">In the table, and as a part of <c>bench/run compile</c>.</param>
/// <param name="Figure">Name of the figure for its time, if it has one.</param>
/// <param name="Rounds">How often it is measured, after one time that is not.</param>
/// <param name="Read">Its bytes, or null where this machine does not have them.</param>
internal sealed record CompileSubject(string Name, string? Figure, int Rounds, Func<byte[]?> Read)
{
    public static IReadOnlyList<CompileSubject> All { get; } =
    [
        new("suite", "compile-50k-ms", 9, () => InRepository("bench", "wasm", "suite.wasm")),
        new("qjs", null, 5, () => InRepository("samples", "programs", "quickjs", "qjs.wasm")),
        new("sqlite", "compile-1m-ms", 5, () => InRepository("samples", "programs", "sqlite", "sqlite.wasm")),
        new("python", null, 3, () => Shared("python", "python.wasm")),
        new("starlingmonkey", "compile-10m-ms", 3, () => Shared("js-http", "http.component.wasm") is { } component ? FirstModule(component) : null),
        new("ifs", "compile-ifs-ms", 1, HostileModule.Ifs),
        new("blocks", "compile-blocks-ms", 1, HostileModule.Blocks),
        new("chain", "compile-chain-ms", 1, HostileModule.Chain),
        new("locals", "compile-locals-ms", 1, HostileModule.Locals),
    ];

    private static byte[] InRepository(params ReadOnlySpan<string> parts) => File.ReadAllBytes(Path.Combine([Repository.Root, .. parts]));

    /// <summary>Programs too large for the repository: in the folder that MICROLIGHT_SHARED names, as for the tests.</summary>
    private static byte[]? Shared(params ReadOnlySpan<string> parts) =>
        Environment.GetEnvironmentVariable("MICROLIGHT_SHARED") is { } shared && Path.Combine([shared, "fixtures", "programs", .. parts]) is var path && File.Exists(path)
            ? File.ReadAllBytes(path) : null;

    /// <summary>The first core module inside a component: its first section of kind 1 (component model, binary format).</summary>
    private static byte[] FirstModule(byte[] component)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(component) != 0x0061736d) throw new InvalidDataException("not a component");
        for (var at = 8; at < component.Length;)
        {
            var kind = component[at++];
            int size = 0, shift = 0;
            byte part;
            do
            {
                part = component[at++];
                size |= (part & 0x7f) << shift;
                shift += 7;
            } while (part >= 0x80);
            if (kind == 1) return component[at..(at + size)];
            at += size;
        }
        throw new InvalidDataException("a component without core modules");
    }
}
