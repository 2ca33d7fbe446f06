namespace Microlight.Cli.Running;

/// <summary>A file that a command was asked to write.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file beside the target and moves it there: whatever happens, the target is the old file or the whole new one.</summary>
    public static void Write(string path, byte[] bytes)
    {
        if (Directory.Exists(path)) throw new UserErrorException($"'{path}' is a directory; -o needs the name of a file.");
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(partial);
            throw new UserErrorException($"'{path}' cannot be written: {ProgramFile.Reason(exception)}.", ExitCodes.Failure, exception);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure to write is what the user hears about.
        }
    }
}
