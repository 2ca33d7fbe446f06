using System.Collections.Concurrent;

namespace Microlight.Tests.Stopping;

/// <summary>
/// Very many kills of every kind from other threads, under a busy garbage collector: each running call is hit, and no call after it.
/// </summary>
public class KillStressTests
{
    private const int Runners = 2;
    private static readonly CallLimits s_generous = new() { Timeout = TimeSpan.FromMinutes(5), CpuBudget = TimeSpan.FromMinutes(5) };

    [SkippableFact]
    public void Hundreds_of_kills_hit_what_they_mean() => Run(500, TimeSpan.FromMinutes(2));

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void Ten_thousand_kills_hit_what_they_mean() => Run(10_000, TimeSpan.FromMinutes(20));

    private static void Run(int kills, TimeSpan bound)
    {
        using var image = StopGuest.Build();
        using var pressure = new CollectorPressure();
        var runners = Enumerable.Range(0, Runners).Select(i => new Runner(image, kills / Runners, seed: i)).ToArray();
        var end = DateTime.UtcNow + bound;
        foreach (var runner in runners)
        {
            var left = end - DateTime.UtcNow;
            Assert.True(runner.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero), $"A kill was lost: the call still runs, or all took longer than {bound}: {runner.Progress}");
            Assert.Null(runner.Failure);
        }
        Assert.Equal(kills, runners.Sum(runner => runner.Kills));
    }

    private enum Kind
    {
        Token,
        TokenInHostCalls,
        Timeout,
        CpuBudget,
        Dispose,
        /// <summary>The call ends by itself at about the same time: it may be hit or not, the next must not.</summary>
        TokenRace,
        TimeoutRace,
        Count,
    }

    /// <summary>One thread that calls and is killed, and one that kills.</summary>
    private sealed class Runner
    {
        private readonly GuestImage _image;
        private readonly Thread _thread;
        private readonly BlockingCollection<Action> _killers = [];
        private readonly Random _random;
        private Sandbox _sandbox;

        public Runner(GuestImage image, int kills, int seed)
        {
            _image = image;
            _random = new Random(seed);
            _sandbox = Create();
            var killer = new Thread(() =>
            {
                foreach (var kill in _killers.GetConsumingEnumerable()) kill();
            }) { IsBackground = true };
            killer.Start();
            _thread = new Thread(() =>
            {
                try
                {
                    for (var i = 0; Kills < kills; i++) Turn((Kind)(i % (int)Kind.Count));
                    _sandbox.Dispose();
                }
                catch (Exception exception)
                {
                    Failure = $"{Progress}: {exception}";
                }
                finally
                {
                    _killers.CompleteAdding();
                }
            }) { IsBackground = true };
            _thread.Start();
        }

        public int Kills { get; private set; }
        public string Progress { get; private set; } = "";
        public string? Failure { get; private set; }

        public bool Join(TimeSpan time) => _thread.Join(time);

        private void Turn(Kind kind)
        {
            Progress = $"{kind} after {Kills} kills";
            using var source = new CancellationTokenSource();
            using var killed = new ManualResetEventSlim();
            var delay = _random.Next(2000);
            var hit = false;
            try
            {
                switch (kind)
                {
                    case Kind.Token:
                        Kill(source.Cancel);
                        Invoke("loop", default, source.Token);
                        break;
                    case Kind.TokenInHostCalls:
                        Kill(source.Cancel);
                        Invoke("loop-tick", default, source.Token);
                        break;
                    case Kind.Timeout:
                        Invoke("loop", new CallLimits { Timeout = TimeSpan.FromMicroseconds(1 + delay) });
                        break;
                    case Kind.CpuBudget:
                        Invoke("loop", new CallLimits { CpuBudget = TimeSpan.FromMicroseconds(1 + delay) });
                        break;
                    case Kind.Dispose:
                        Kill(_sandbox.Dispose);
                        Invoke("loop", default);
                        break;
                    case Kind.TokenRace:
                        Kill(source.Cancel);
                        Invoke("empty", default, source.Token);
                        break;
                    case Kind.TimeoutRace:
                        Invoke("empty", new CallLimits { Timeout = TimeSpan.FromMicroseconds(1 + delay / 10) });
                        break;
                }
            }
            catch (Exception exception) when (Is(exception, kind))
            {
                hit = true;
            }
            var mayEndByItself = kind is Kind.TokenRace or Kind.TimeoutRace;
            if (!hit && !mayEndByItself) throw new InvalidOperationException("The call ended, and nothing had stopped it.");
            if (hit && !mayEndByItself) Kills++;
            // The calls after it, before and after a late killer: none of them is hit.
            Recover(kind);
            Invoke("empty", s_generous);
            if (kind is Kind.Token or Kind.TokenInHostCalls or Kind.TokenRace or Kind.Dispose) killed.Wait();
            Invoke("tick", s_generous);

            void Kill(Action kill) => _killers.Add(() =>
            {
                Thread.SpinWait(delay * 10);
                kill();
                killed.Set();
            });
        }

        private void Recover(Kind kind)
        {
            if (kind == Kind.Dispose)
            {
                _sandbox.Dispose();
                _sandbox = Create();
            }
            else if (_sandbox.IsPoisoned)
            {
                _sandbox.Restore();
            }
        }

        private Sandbox Create() => Sandbox.Create(_image, StopGuest.Options());

        private void Invoke(string function, CallLimits limits, CancellationToken token = default) =>
            _sandbox.Invoke(_image.GetFunction(function), [], [], limits, token);

        private static bool Is(Exception exception, Kind kind) => kind switch
        {
            Kind.Token or Kind.TokenInHostCalls or Kind.TokenRace => exception is OperationCanceledException,
            Kind.Timeout or Kind.TimeoutRace => exception is SandboxTimeoutException,
            Kind.CpuBudget => exception is SandboxCpuBudgetException,
            _ => exception is ObjectDisposedException,
        };
    }

    /// <summary>A thread that allocates and collects, so that the runtime interrupts guests with signals of its own all the time.</summary>
    private sealed class CollectorPressure : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _ended;

        public CollectorPressure()
        {
            _thread = new Thread(() =>
            {
                var kept = new byte[64][];
                for (var i = 0; !_ended; i++)
                {
                    kept[i % kept.Length] = new byte[i % 5000];
                    if (i % 500 != 0) continue;
                    GC.Collect(i % 5000 == 0 ? 2 : 0);
                    // The machine may have few processors, and the kills need some.
                    Thread.Sleep(1);
                }
            }) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _ended = true;
            _thread.Join();
        }
    }
}
