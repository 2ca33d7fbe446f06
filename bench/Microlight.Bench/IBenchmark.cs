namespace Microlight.Bench;

/// <summary>One benchmark of bench/run.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>How it measures, in a sentence or two, for the report.</summary>
    string Method { get; }

    /// <summary>What can be run by itself: <c>bench/run NAME PART...</c>.</summary>
    IReadOnlyList<string> Parts => [];

    /// <param name="report">Takes rows and figures.</param>
    /// <param name="parts">Those of <see cref="Parts"/> that are wanted.</param>
    void Run(Report report, IReadOnlyList<string> parts);
}
