using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Microlight.Bench;

namespace Microlight.Fuzz;

/// <summary>Asks V8 in a node process whether modules are valid.</summary>
internal sealed class V8Validator : IDisposable
{
    private readonly Process _node;

    public V8Validator()
    {
        _node = Process.Start(new ProcessStartInfo(NodePackage.Install(), [Path.Combine(AppContext.BaseDirectory, "Modules", "validate.mjs")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
    }

    /// <summary>Why V8 refuses a module; null if it is valid.</summary>
    public string? Ask(byte[] module)
    {
        var input = _node.StandardInput.BaseStream;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, module.Length);
        input.Write(length);
        input.Write(module);
        input.Flush();
        var line = _node.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"node ended with {module.Length:#,0} bytes of module before it");
        return JsonSerializer.Deserialize<string?>(line);
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }
}
