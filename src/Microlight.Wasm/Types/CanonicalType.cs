using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Types;

/// <summary>
/// A type of a <see cref="TypeTable"/>, the same for all equal types. Type indices in Composite are ids of the table, and so is Supertype
/// (0: none). Depth is the number of supertypes above it. GroupStart is the id of the first type of its recursive group.
/// </summary>
internal sealed record CanonicalType(CompositeType Composite, bool IsFinal, int Supertype, int Depth, int GroupStart, int GroupSize);
