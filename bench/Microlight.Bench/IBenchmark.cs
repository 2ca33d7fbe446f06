namespace Microlight.Bench;

/// <summary>One benchmark of bench/run.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>How it measures, in a sentence or two, for the report.</summary>
    string Method { get; }

    void Run(Report report);
}
