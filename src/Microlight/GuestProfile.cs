using System.Globalization;
using Microlight.Profiling;

namespace Microlight;

/// <summary>
/// Where guests spend their time: at an interval each running call is interrupted and its stack is noted. Give one to
/// <see cref="SandboxOptions.Profile"/>, of one sandbox or many; it may be read at any time, from any thread.
/// </summary>
/// <remarks>Time is that on the wall clock: what a host function takes counts for the guest function that called it.</remarks>
public sealed class GuestProfile
{
    private readonly Lock _gate = new();
    private readonly SampleTree _tree = new();

    /// <param name="interval">Between two samples of a call, from a millisecond to a minute; null for a millisecond.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not in that range.</exception>
    public GuestProfile(TimeSpan? interval = null)
    {
        Interval = interval ?? TimeSpan.FromMilliseconds(1);
        if (Interval < TimeSpan.FromMilliseconds(1) || Interval > TimeSpan.FromMinutes(1))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be from a millisecond to a minute.");
        Clock = new SampleClock(Interval);
    }

    /// <summary>Time between two samples of a call.</summary>
    public TimeSpan Interval { get; }

    /// <summary>Samples taken.</summary>
    public long Samples
    {
        get { lock (_gate) return _tree.Samples; }
    }

    internal SampleClock Clock { get; }

    /// <summary>The functions that were seen, those with most samples of their own first.</summary>
    public IReadOnlyList<GuestProfileFunction> GetFunctions()
    {
        lock (_gate) return _tree.Functions();
    }

    /// <summary>
    /// Writes each distinct stack with its number of samples, one a line, outermost function first: <c>main;parse;read 42</c>. That is what
    /// flame graph programs read.
    /// </summary>
    public void WriteFolded(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        string text;
        lock (_gate) text = _tree.Folded();
        writer.Write(text);
    }

    /// <summary>Writes a table of functions: per cent of the samples in the function itself, per cent in it and what it called, name.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="most">Most functions to write.</param>
    public void WriteTable(TextWriter writer, int most = 30)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var functions = GetFunctions();
        var samples = Samples;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples} samples, one each {Interval.TotalMilliseconds:0.###} ms"));
        if (functions.Count == 0) return;
        writer.WriteLine("   self   total  function");
        foreach (var function in functions.Take(most))
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100.0 * function.Self / samples,6:0.0}% {100.0 * function.Total / samples,6:0.0}%  {function.Name}"));
        if (functions.Count > most) writer.WriteLine($"and {functions.Count - most} more");
    }

    /// <param name="frames">From the innermost out.</param>
    /// <param name="weight">Intervals that it stands for.</param>
    internal void Add(ReadOnlySpan<GuestFrame> frames, long weight)
    {
        lock (_gate) _tree.Add(frames, weight);
    }
}
