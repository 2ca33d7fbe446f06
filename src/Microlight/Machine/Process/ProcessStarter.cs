using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Microlight.Machine.Process;

/// <summary>
/// The one thread that starts child processes. It lives as long as this process: the kernel ties PR_SET_PDEATHSIG to the thread that
/// started the child, so a thread of the pool that ends would take its children along.
/// </summary>
internal static class ProcessStarter
{
    private static readonly Lazy<BlockingCollection<Request>> s_requests = new(StartThread);

    /// <summary>Runs <paramref name="start"/> on that thread and returns its result or throws its exception.</summary>
    public static int Run(Func<int> start)
    {
        var request = new Request(start);
        s_requests.Value.Add(request);
        request.Done.Wait();
        request.Failure?.Throw();
        return request.Result;
    }

    private static BlockingCollection<Request> StartThread()
    {
        var requests = new BlockingCollection<Request>();
        new Thread(() => Serve(requests)) { IsBackground = true, Name = "Microlight process starter" }.UnsafeStart();
        return requests;
    }

    private static void Serve(BlockingCollection<Request> requests)
    {
        foreach (var request in requests.GetConsumingEnumerable())
        {
            try
            {
                request.Result = request.Start();
            }
            catch (Exception exception)
            {
                request.Failure = ExceptionDispatchInfo.Capture(exception);
            }
            request.Done.Set();
        }
    }

    private sealed class Request(Func<int> start)
    {
        public readonly Func<int> Start = start;
        public readonly ManualResetEventSlim Done = new();
        public int Result;
        public ExceptionDispatchInfo? Failure;
    }
}
