namespace Microlight.Wasm.Components.Format;

/// <summary>
/// Implementation limits of components; beyond them one is refused with <see cref="WasmLimitException"/>. Where other engines have a limit it
/// is the same, so that what runs there is within it.
/// </summary>
internal static class ComponentLimits
{
    /// <summary>Bytes of a component with all that is nested in it: 1 GiB.</summary>
    public const int ComponentSize = 1 << 30;
    /// <summary>Definitions of one sort in one component, and declarations of one type.</summary>
    public const int Definitions = 1_000_000;
    /// <summary>Modules, components and instances in one component, aliases and imports included.</summary>
    public const int Instances = 1_000;
    /// <summary>Fields of a record, cases of a variant or enum, types of a tuple.</summary>
    public const int Members = 10_000;
    public const int Parameters = 1_000;
    /// <summary>Arguments of an instantiation, exports of an instance that is put together.</summary>
    public const int Arguments = 100_000;
    public const int CanonicalOptions = 10;
    /// <summary>Components and types within one another, and value types within one another.</summary>
    public const int Nesting = 100;
    /// <summary>Types that one type consists of, each counted as often as it occurs.</summary>
    public const int TypeSize = 1_000_000;
    /// <summary>Bytes that a value of a type takes in a memory of 64-bit addresses are fewer (Binary.md, notes on type definitions).</summary>
    public const long ValueSize = 1L << 28;
    /// <summary>Core instances, and component instances, that one component comes to consist of when it is instantiated.</summary>
    public const int LinkedInstances = 10_000;
    /// <summary>Characters of adapters, before they are compiled. Real components have some 100,000.</summary>
    public const int AdapterText = 64 << 20;
    /// <summary>Components of one composition that get a machine each.</summary>
    public const int IsolatedParts = 100;
    /// <summary>Types looked at while one component is validated: comparisons and substitutions. Real components need thousands.</summary>
    public const int Work = 20_000_000;
}
