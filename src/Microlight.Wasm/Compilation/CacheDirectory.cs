namespace Microlight.Wasm.Compilation;

/// <summary>The directory of a cache: private, and kept below a size by dropping what was used longest ago.</summary>
internal sealed class CacheDirectory(string path)
{
    public const string EntrySuffix = ".mlimage", TemporarySuffix = ".tmp-", LockSuffix = ".lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    public string EntryPath(CacheKey key) => Path.Combine(path, key + EntrySuffix);

    /// <summary>Creates the directory with mode 0700, or checks the one that is there.</summary>
    /// <exception cref="WasmCacheException">Others may write to it: what they put there would be run.</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    public void Prepare()
    {
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, Private);
        var mode = File.GetUnixFileMode(path);
        if ((mode & WritableByOthers) != 0)
            throw new WasmCacheException($"The cache directory {path} can be written by other users (mode {Convert.ToString((int)mode, 8)}); make it private with chmod 700, or name another.");
    }

    /// <summary>
    /// An exclusive lock for compiling one entry, or null while another process or thread has it. Advisory (flock(2)): the kernel frees it
    /// when its holder dies.
    /// </summary>
    public IDisposable? TryLock(CacheKey key)
    {
        try
        {
            return new FileStream(EntryPath(key) + LockSuffix, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException) when (Directory.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Marks an entry as used now; where that is not allowed it merely grows old.</summary>
    public void Touch(CacheKey key)
    {
        try
        {
            File.SetLastWriteTimeUtc(EntryPath(key), DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Deletes the entries used longest ago until the rest has at most that many bytes, and what dead writers left.</summary>
    public void Trim(long maximumBytes)
    {
        var now = DateTime.UtcNow;
        var entries = new List<FileInfo>();
        long total = 0;
        foreach (var file in new DirectoryInfo(path).EnumerateFiles())
        {
            if (file.Name.EndsWith(EntrySuffix, StringComparison.Ordinal))
            {
                entries.Add(file);
                total += file.Length;
            }
            else if (file.Name.Contains(EntrySuffix + TemporarySuffix, StringComparison.Ordinal) && now - file.LastWriteTimeUtc > AbandonedAfter)
            {
                file.Delete();
            }
        }
        entries.Sort((a, b) => a.LastWriteTimeUtc.CompareTo(b.LastWriteTimeUtc));
        // The newest stays, however big it is.
        foreach (var entry in entries.SkipLast(1))
        {
            if (total <= maximumBytes) break;
            total -= entry.Length;
            entry.Delete();
        }
    }
}
