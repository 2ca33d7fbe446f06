namespace Microlight.Fuzz.Soak;

/// <summary>
/// The phases of the soak, on bench/floor/guest.c: calls, restores, kills from another thread, snapshots, clones, new sandboxes and a pool
/// under two threads. Each checks its results.
/// </summary>
public sealed class SandboxSoak : IDisposable
{
    private const int Kibibyte = 1 << 10;

    private readonly GuestImage _image;
    private readonly SandboxOptions _options;
    private readonly Sandbox _sandbox;
    private readonly SandboxPool _pool;
    private readonly Killer _killer = new();
    private readonly GuestFunction _empty, _callHost, _touch, _take, _give, _spin;
    private readonly GuestValue[] _one = [1], _pages = [4], _bytes = [new byte[Kibibyte]], _length = [(uint)Kibibyte], _results = new GuestValue[1];
    private int _hostCalls;

    /// <param name="guest">Path of guest.elf.</param>
    public SandboxSoak(string guest)
    {
        _image = GuestImage.Load(guest);
        _options = new SandboxOptions { HostFunctions = new HostFunctions().Add(("bench", "Nothing"), GuestSignature.TryParse(">")!, (_, _, _) => _hostCalls++) };
        _sandbox = Sandbox.Create(_image, _options);
        _pool = SandboxPool.Create(_image, _options, new SandboxPoolOptions { Maximum = 2, Prewarm = 2 });
        (_empty, _callHost, _touch) = (_image.GetFunction("Empty"), _image.GetFunction("CallHost"), _image.GetFunction("Touch"));
        (_take, _give, _spin) = (_image.GetFunction("Take"), _image.GetFunction("Give"), _image.GetFunction("Spin"));
    }

    /// <summary>1,000,000 calls, 100,000 restores, 10,000 kills and the rest, divided by <paramref name="part"/>.</summary>
    public IEnumerable<SoakPhase> Phases(int part) =>
    [
        new("calls", 1_000_000 / part, Call),
        new("restores", 100_000 / part, Restore),
        new("kills", 10_000 / part, Kill),
        new("snapshots", 2_000 / part, TakeSnapshot),
        new("clones", 1_000 / part, Clone),
        new("sandboxes", 1_000 / part, Create),
        new("rents", 50_000 / part, Rent),
    ];

    private void Call(int i)
    {
        switch (i % 4)
        {
            case 0:
                _sandbox.Invoke(_empty, [], []);
                break;
            case 1:
                var before = _hostCalls;
                _sandbox.Invoke(_callHost, _one, []);
                Check(_hostCalls == before + 1, "the host call was not made once");
                break;
            case 2:
                _sandbox.Invoke(_take, _bytes, []);
                break;
            default:
                _sandbox.Invoke(_give, _length, _results);
                Check(_results[0].AsBytes().Length == Kibibyte, "the result is of another length");
                break;
        }
    }

    private void Restore(int i)
    {
        _sandbox.Invoke(_touch, _pages, []);
        _sandbox.Restore();
    }

    private void Kill(int i)
    {
        using var source = new CancellationTokenSource();
        // Before the guest starts, as it starts, while it runs.
        _killer.CancelAfter(source, microseconds: i % 100);
        try
        {
            _sandbox.Invoke(_spin, [], [], source.Token);
            throw new InvalidOperationException("an endless function returned");
        }
        catch (OperationCanceledException)
        {
            if (_sandbox.IsPoisoned) _sandbox.Restore();
        }
        _killer.Wait();
        // A kick that came too late would end this one.
        _sandbox.Invoke(_empty, [], []);
    }

    private void TakeSnapshot(int i)
    {
        _sandbox.Invoke(_touch, _pages, []);
        using var snapshot = _sandbox.TakeSnapshot();
        _sandbox.Invoke(_touch, _pages, []);
        _sandbox.Restore(snapshot);
        _sandbox.Invoke(_empty, [], []);
    }

    private void Clone(int i)
    {
        using var clone = _sandbox.Clone();
        clone.Invoke(_touch, _pages, []);
    }

    private void Create(int i)
    {
        using var sandbox = Sandbox.Create(_image, _options);
        sandbox.Invoke(_empty, [], []);
    }

    private void Rent(int i)
    {
        // Every hundredth time from two threads at once.
        if (i % 100 != 0)
        {
            RentOnce();
            return;
        }
        var other = Task.Run(RentOnce);
        RentOnce();
        other.GetAwaiter().GetResult();

        void RentOnce()
        {
            using var rented = _pool.Rent();
            rented.Sandbox.Invoke(_touch, _pages, []);
        }
    }

    private static void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    public void Dispose()
    {
        _killer.Dispose();
        _pool.Dispose();
        _sandbox.Dispose();
        _image.Dispose();
    }
}
