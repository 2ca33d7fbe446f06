namespace Microlight.Tars;

/// <summary>Reads the results of a call.</summary>
/// <typeparam name="T">What they become.</typeparam>
/// <param name="results">The reply's body.</param>
public delegate T TarsResultReader<out T>(ref TarsBodyReader results);
