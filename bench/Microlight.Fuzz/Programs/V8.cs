using System.Buffers.Binary;
using System.Diagnostics;
using Microlight.Bench;

namespace Microlight.Fuzz.Programs;

/// <summary>A Node.js process that runs generated modules one after the other (v8.mjs).</summary>
internal sealed class V8 : IDisposable
{
    private readonly Process _process;

    public V8()
    {
        var start = new ProcessStartInfo(NodePackage.Install()) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--no-warnings", Path.Combine(Repository.Root, "bench", "Microlight.Fuzz", "Programs", "v8.mjs")]) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("Node.js did not start.");
    }

    /// <summary>The outcome of each call, or one that says why the module was refused.</summary>
    public string[] Run(GeneratedModule module)
    {
        var input = _process.StandardInput.BaseStream;
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(header, module.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], module.Calls);
        input.Write(header);
        input.Write(module.Bytes);
        input.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The V8 process ended; its message is on standard error.");
        return line.Split(';');
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
