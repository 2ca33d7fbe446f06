using Demo;
using Microlight.Tars;

namespace Microlight.Samples.Tests;

/// <summary>The servant of samples/TarsHello in C#, in no sandbox: what a component is to answer that keeps its instance.</summary>
internal sealed class PlainHello : HelloServant
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public override ValueTask<string> SayHelloAsync(string name, TarsCall call) => new($"Hello, {name}!");

    public override ValueTask<(int Result, int Remainder)> DivideAsync(int dividend, int divisor, TarsCall call) => new((dividend / divisor, dividend % divisor));

    public override ValueTask<GuestBook> SignAsync(Entry entry, TarsCall call)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            return new(new GuestBook { Entries = [.. _entries], Visits = _entries.CountBy(e => e.Name).ToDictionary() });
        }
    }
}
