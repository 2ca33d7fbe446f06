namespace Microlight.Bench.Floor;

/// <summary>One operation that both sides do.</summary>
/// <param name="Name">Its name in the table, in the figures and for the floor program.</param>
/// <param name="Batch">How often it runs in a round.</param>
/// <param name="Floor">What the C program does for it, in one line.</param>
/// <param name="Measure">Runs it so many times on Microlight's side; nanoseconds each.</param>
internal sealed record Operation(string Name, int Batch, string Floor, Func<int, double[]> Measure)
{
    /// <summary>An operation of one thread, timed one by one.</summary>
    public static Operation Of(string name, int batch, string floor, Action once) => new(name, batch, floor, count =>
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            once();
            times[i] = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }
        return times;
    });
}
