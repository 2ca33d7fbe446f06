namespace Microlight.Fuzz.Soak;

/// <summary>One kind of work, done many times while the process is watched.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Count">How often.</param>
/// <param name="Once">The work, with its number from 0 up; throws where anything is not as it should be.</param>
public sealed record SoakPhase(string Name, int Count, Action<int> Once);
