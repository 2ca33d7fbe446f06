namespace Microlight.Machine;

/// <summary>
/// A file in the making, which its owner alone may read: it has its name only once it is whole. Not committed, it leaves nothing behind,
/// and an older file of that name is as it was.
/// </summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string _path, _temporary;
    private bool _isCommitted;

    /// <param name="path">The name at the end.</param>
    /// <param name="temporary">The name until then, in the same directory.</param>
    /// <param name="bytes">How large it will be, 0 if that is not known.</param>
    /// <exception cref="IOException">It cannot be made, or something has the temporary name (a link is not followed: O_EXCL).</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public WholeFile(string path, string temporary, long bytes = 0)
    {
        _path = path;
        _temporary = temporary;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = bytes };
        // The property exists on Unix only, as sandboxes do.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Stream = new FileStream(temporary, options);
    }

    public FileStream Stream { get; }

    /// <summary>Gives it its name, in the place of an older file.</summary>
    public void Commit()
    {
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (_isCommitted) return;
        Stream.Dispose();
        File.Delete(_temporary);
    }
}
