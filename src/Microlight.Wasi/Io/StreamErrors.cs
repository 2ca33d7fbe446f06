using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>What streams answer where they cannot go on.</summary>
internal static class StreamErrors
{
    public static StreamError Closed => StreamError.Closed.Instance;

    /// <summary>With an error resource, which becomes the guest's.</summary>
    public static StreamError Failed(Exception exception) => new StreamError.LastOperationFailed(new HostError(exception));
}
