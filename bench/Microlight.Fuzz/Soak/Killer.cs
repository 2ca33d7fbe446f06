using System.Diagnostics;

namespace Microlight.Fuzz.Soak;

/// <summary>A thread that cancels what it is told to.</summary>
internal sealed class Killer : IDisposable
{
    private readonly SemaphoreSlim _go = new(0), _done = new(0);
    private readonly Thread _thread;
    private CancellationTokenSource? _source;
    private int _microseconds;

    public Killer()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void CancelAfter(CancellationTokenSource source, int microseconds)
    {
        (_source, _microseconds) = (source, microseconds);
        _go.Release();
    }

    /// <summary>Until it has cancelled.</summary>
    public void Wait() => _done.Wait();

    private void Run()
    {
        while (true)
        {
            _go.Wait();
            if (_source is not { } source) return;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < _microseconds) { }
            source.Cancel();
            _done.Release();
        }
    }

    public void Dispose()
    {
        _source = null;
        _go.Release();
        _thread.Join();
        _go.Dispose();
        _done.Dispose();
    }
}
