namespace Microsoft.FSharp.Core;

/// <summary>What F#'s library calls so; its only value is null.</summary>
internal sealed class Unit;
