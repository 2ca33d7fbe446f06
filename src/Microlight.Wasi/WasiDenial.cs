namespace Microlight.Wasi;

/// <summary>Something that a guest asked for and was not granted. The guest got WASI's error for it and went on.</summary>
/// <param name="Interface">The interface without its version: <c>wasi:sockets/tcp</c>.</param>
/// <param name="Operation">What it wanted to do, such as <c>connect</c>.</param>
/// <param name="Target">To or with what: an address, a host, a path. As the guest wrote it, so it may hold anything.</param>
public sealed record WasiDenial(string Interface, string Operation, string Target);
