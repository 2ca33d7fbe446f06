namespace Microlight.Wasi.Preview1;

/// <summary>A function's work on arguments that match its signature.</summary>
internal delegate Errno Preview1Body(in Preview1Call call, in Preview1Arguments arguments);

/// <summary>A function of WASI 0.1: what a guest has to import it as, and what it does.</summary>
internal sealed record Preview1Function(GuestSignature Signature, Preview1Body Body);
