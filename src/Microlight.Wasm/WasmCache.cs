using Microlight.Wasm.Compilation;

namespace Microlight.Wasm;

/// <summary>
/// Compiled images on disk, keyed by the module's content, the compiler's version and the CPU's features. Safe for any number of threads
/// and processes; damaged entries are made anew.
/// </summary>
/// <param name="directory">Created with mode 0700 if need be. Nobody else may be able to write to it: what lies in it is run.</param>
public sealed class WasmCache(string directory)
{
    private const int LockInterval = 20;    // ms
    private readonly CacheDirectory _directory = new(directory);

    /// <summary>Where the images are kept.</summary>
    public string Directory { get; } = directory;

    /// <summary>Bytes on disk beyond which the entries used longest ago are dropped; 2 GiB unless set.</summary>
    public long MaximumSize { get; init; } = 2L << 30;

    /// <summary>Why the last new image could not be kept (a full disk, a read-only directory), null if it was.</summary>
    public Exception? WriteFailure { get; private set; }

    /// <summary>$XDG_CACHE_HOME/microlight or ~/.cache/microlight (XDG Base Directory Specification 0.8).</summary>
    /// <exception cref="WasmCacheException">Neither variable names a directory.</exception>
    public static WasmCache Default
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            // The specification: a relative path is to be ignored.
            if (!string.IsNullOrEmpty(cache) && Path.IsPathRooted(cache)) return new WasmCache(Path.Combine(cache, "microlight"));
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0) throw new WasmCacheException("There is no directory for compiled modules: set XDG_CACHE_HOME or HOME, or name a cache directory.");
            return new WasmCache(Path.Combine(home, ".cache", "microlight"));
        }
    }

    /// <summary>
    /// Starts, on another thread and once per process, what the first look-up and the first sandbox would otherwise wait for: loading the
    /// hash function, opening the hypervisor. Returns at once and never fails; for a process whose first act is to run a program.
    /// </summary>
    public static void WarmUp() => Machine.WarmUp.Start(CacheKey.WarmUp);

    /// <summary>The image of a module, from the cache or compiled now and put there.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="WasmCacheException">The directory is not private or cannot be made.</exception>
    /// <exception cref="SandboxException">As <see cref="WasmCompiler"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public GuestImage GetOrCompile(ReadOnlyMemory<byte> wasm, string name, WasmCompilerOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new WasmCompilerOptions();
        return GetOrCreate(wasm, name, options, () => WasmCompiler.Compile(wasm, options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>As <see cref="GetOrCompile"/> with the compiler to use.</summary>
    internal GuestImage GetOrCreate(ReadOnlyMemory<byte> wasm, string name, WasmCompilerOptions options, Func<byte[]> compile, CancellationToken cancellationToken)
    {
        WarmUp(); // a sandbox is what images are wanted for
        var key = CacheKey.For(wasm.Span, options, InstructionSets.Host, CodeGeneratorFiles.Locate());
        try
        {
            _directory.Prepare();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WasmCacheException($"The cache directory {Directory} cannot be used: {e.Message}", e);
        }
        if (TryLoad(key, name) is { } cached) return cached;

        // One compiles, the others wait for its entry; should it die or fail, the next takes over.
        IDisposable? held;
        while ((held = TryLock(key)) is null)
        {
            cancellationToken.WaitHandle.WaitOne(LockInterval);
            cancellationToken.ThrowIfCancellationRequested();
            if (TryLoad(key, name) is { } others) return others;
        }
        using (held)
        {
            if (TryLoad(key, name) is { } others) return others;
            var image = compile();
            Keep(key, image);
            return GuestImage.FromBytes(image, name);
        }
    }

    private IDisposable? TryLock(CacheKey key)
    {
        try
        {
            return _directory.TryLock(key);
        }
        catch (UnauthorizedAccessException)
        {
            // A read-only directory: nothing to write, so nothing to keep others from writing.
            return NoLock.Instance;
        }
    }

    private GuestImage? TryLoad(CacheKey key, string name)
    {
        try
        {
            var image = CacheEntry.Read(_directory.EntryPath(key), key);
            if (image.IsEmpty) return null;
            var loaded = GuestImage.FromBytes(image, name);
            _directory.Touch(key);
            return loaded;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidGuestImageException)
        {
            // Not there, or not to be used: it is made anew, and a directory that cannot be written shows in WriteFailure.
            return null;
        }
    }

    private void Keep(CacheKey key, byte[] image)
    {
        try
        {
            CacheEntry.Write(_directory.EntryPath(key), key, image);
            _directory.Trim(MaximumSize);
            WriteFailure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteFailure = e;
        }
    }

    private sealed class NoLock : IDisposable
    {
        public static readonly NoLock Instance = new();
        public void Dispose() { }
    }
}
