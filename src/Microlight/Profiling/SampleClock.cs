namespace Microlight.Profiling;

/// <summary>A profile's thread: at each interval it interrupts the calls that are under way. It lives while there are any, and a little longer.</summary>
internal sealed class SampleClock(TimeSpan interval)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly List<CallSampler> _calls = [];
    private bool _isRunning;

    public void Add(CallSampler call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            System.Threading.Monitor.Pulse(_gate);
            if (_isRunning) return;
            _isRunning = true;
        }
        new Thread(Run) { IsBackground = true, Name = "Microlight profiler", Priority = ThreadPriority.AboveNormal }.Start();
    }

    /// <summary>The call is not interrupted any more once this has returned.</summary>
    public void Remove(CallSampler call)
    {
        lock (_gate) _calls.Remove(call);
    }

    private void Run()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_calls.Count == 0 && !System.Threading.Monitor.Wait(_gate, s_patience) && _calls.Count == 0)
                {
                    _isRunning = false;
                    return;
                }
            }
            Thread.Sleep(interval);
            lock (_gate)
                foreach (var call in _calls) call.Tick();
        }
    }
}
