using System.Diagnostics;
using System.Globalization;

namespace Microlight.Bench;

/// <summary>A kernel's source compiled by the machine's C compiler; each run is a process of its own.</summary>
internal sealed class NativeProgram
{
    /// <summary>Optimised for the CPUs that ours and V8's code is for, without fusing what Wasm may not fuse.</summary>
    public const string Flags = "-O3 -march=x86-64-v3 -ffp-contract=off";

    private readonly string _executable;

    private NativeProgram(string executable) => _executable = executable;

    /// <summary>First line of what the compiler says about itself, or null if the machine has none.</summary>
    public static string? CompilerVersion()
    {
        try
        {
            return Read("cc", "--version").Split('\n')[0];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public static NativeProgram Build(string source, string folder)
    {
        var executable = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        Read("cc", [.. Flags.Split(' '), "-w", "-o", executable, source, "-lm"]);
        return new NativeProgram(executable);
    }

    public ProgramRun Run()
    {
        var words = Read(_executable).Split(' ', StringSplitOptions.TrimEntries);
        return new ProgramRun(double.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    private static string Read(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} failed with exit code {process.ExitCode}; its message is above.");
    }
}
