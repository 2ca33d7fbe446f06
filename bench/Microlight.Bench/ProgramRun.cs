namespace Microlight.Bench;

/// <summary>One run of a benchmark program.</summary>
/// <param name="Nanoseconds">Between its own marks, or of the whole run if it makes none.</param>
/// <param name="Result">What it computed: the number that it reports, or the SHA-256 of its output. The same in every engine.</param>
internal readonly record struct ProgramRun(double Nanoseconds, string Result);
