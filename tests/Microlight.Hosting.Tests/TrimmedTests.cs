using System.Diagnostics;
using Microlight.Tests.Pooling;

namespace Microlight.Hosting.Tests;

/// <summary>A program that uses the libraries works after trimming, and trimming has nothing to say about them.</summary>
public sealed class TrimmedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microlight-trimmed-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    [Trait("Category", "Nightly")] // builds four projects once more
    public void A_trimmed_program_runs_a_hosted_guest_and_a_wasm_module()
    {
        using var image = PoolGuest.Build();
        var guest = Path.Combine(_folder.FullName, "guest.elf");
        File.WriteAllBytes(guest, PoolGuest.Builder().ToArray());
        var root = RepositoryRoot();
        var published = Path.Combine(_folder.FullName, "published");
        // Warnings of the trimmer are errors, as all warnings are.
        Run(root, "dotnet", "publish", Path.Combine("tests", "Microlight.TrimmedProgram"), "-c", "Release", "-o", published, "--nologo", "-v", "q");
        var whole = new FileInfo(typeof(object).Assembly.Location).Length;
        var trimmed = new FileInfo(Path.Combine(published, "System.Private.CoreLib.dll")).Length;
        Assert.True(trimmed < whole / 2, $"The trimmed core library has {trimmed} bytes of {whole}.");

        var output = Run(published, Path.Combine(published, "Microlight.TrimmedProgram"), guest, Path.Combine(root, "bench", "wasm", "kernels", "empty.wasm"));
        Assert.Equal(
        [
            "count 2, 1 host calls",
            $"The guest trapped in 'Trap' at 0x{image.GetFunction("Trap").Address:x}: invalid opcode (#UD).",
            "ran",
        ], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("exports", StringComparison.Ordinal)));
    }

    private static string Run(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}.\n{output}\n{error.Result}");
        return output;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Microlight.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests are not inside the repository.");
        return folder.FullName;
    }
}
