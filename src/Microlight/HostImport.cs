namespace Microlight;

/// <summary>A host function as an image asks for it.</summary>
/// <param name="Module">Empty for native guests; the import's module name for WebAssembly.</param>
/// <param name="Name">The function's name within the module.</param>
/// <param name="Signature">What the guest will pass and expects back.</param>
public sealed record HostImport(string Module, string Name, GuestSignature Signature);
