namespace Microlight;

/// <summary>A guest function as its image declares it.</summary>
/// <param name="Name">The name in the image's function table; unique within the image.</param>
/// <param name="Signature">What it takes and returns.</param>
/// <param name="Address">Guest virtual address of its first instruction.</param>
public sealed record GuestFunction(string Name, GuestSignature Signature, ulong Address);
