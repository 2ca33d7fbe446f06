using System.Text;
using Microlight.Wasi.Io;
using Wasi.Filesystem;
using Wasi.Io;

namespace Microlight.Wasi.Filesystem;

/// <summary>wasi:filesystem: the granted directories, and what a stream's error means as one of a file.</summary>
internal sealed class FilesystemHost(WasiContext context) : IPreopens, ITypes
{
    /// <summary>Each time new descriptors: their handles stay the grants'.</summary>
    public ValueTask<IReadOnlyList<(Descriptor, string)>> GetDirectoriesAsync(CancellationToken cancellationToken = default)
    {
        var directories = new List<(Descriptor, string)>();
        foreach (var grant in context.Grants)
        {
            if (!context.Open.TryOpen()) break;
            directories.Add((new HostDescriptor(context, grant), Encoding.UTF8.GetString(grant.GuestPath)));
        }
        return new(directories);
    }

    public ValueTask<ErrorCode?> FilesystemErrorCodeAsync(Error err, CancellationToken cancellationToken = default) =>
        new(err is HostError { Exception: FileFailure failure } ? failure.Error.ToErrorCode() : null);
}
