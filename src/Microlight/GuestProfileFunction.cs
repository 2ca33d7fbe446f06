namespace Microlight;

/// <summary>A function's share of a <see cref="GuestProfile"/>.</summary>
/// <param name="Name">From the image's symbol table, without control characters; <c>[unknown]</c> for code that has no name.</param>
/// <param name="Self">Samples in the function itself.</param>
/// <param name="Total">Samples in it or in what it called, each counted once however often the function is on the stack.</param>
public sealed record GuestProfileFunction(string Name, long Self, long Total);
