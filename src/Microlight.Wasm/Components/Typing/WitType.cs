using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// The type of a value between components (Explainer.md, type definitions). Immutable; made by <see cref="WitTypes"/>, which gives equal types
/// the same <see cref="Id"/>.
/// </summary>
internal abstract class WitType : DefType
{
    /// <param name="parts">The types that it consists of directly, in order.</param>
    protected WitType(params ReadOnlySpan<WitType> parts)
    {
        Parts = parts.ToArray();
        foreach (var part in parts)
        {
            Size = Add(Size, part.Size);
            Depth = Math.Max(Depth, part.Depth + 1);
            HasResources |= part.HasResources;
            HasBorrow |= part.HasBorrow;
            HasPointer |= part.HasPointer;
            Feature ??= part.Feature;
        }
    }

    /// <summary>The types that it consists of directly, in order.</summary>
    public WitType[] Parts { get; }

    /// <summary>The same for equal types (of one <see cref="WitTypes"/>), whatever their names.</summary>
    public int Id { get; set; }

    /// <summary>A borrowed handle occurs in it.</summary>
    public bool HasBorrow { get; protected init; }

    /// <summary>A list or string of any length occurs in it: passing it takes a memory (CanonicalABI.md, canonopt validation).</summary>
    public bool HasPointer { get; protected init; }

    /// <summary>What occurs in it that cannot be passed yet, as <see cref="ComponentFeature"/> names it.</summary>
    public string? Feature { get; protected init; }

    /// <summary>Its place in a memory with addresses of 32 bits, and of 64.</summary>
    public MemoryLayout Layout { get; protected init; }
    public MemoryLayout Layout64 { get; protected init; }

    /// <summary>The core values it is passed as; null if there are more than <see cref="FlatTypes.Most"/>.</summary>
    public FlatType[]? Flat { get; protected init; }

    public override string Noun => "defined type";

    /// <summary>Its structure with the <see cref="Id"/>s of its parts: equal for equal types.</summary>
    public abstract string Key { get; }

    /// <summary>The same type with other parts, which <paramref name="replace"/> gives for each.</summary>
    public abstract WitType Replace(Func<WitType, WitType> replace);
}

internal sealed class WitPrimitive : WitType
{
    public WitPrimitive(Primitive kind)
    {
        Kind = kind;
        HasPointer = kind == Primitive.String;
        Feature = kind == Primitive.ErrorContext ? ComponentFeature.ErrorContext : null;
        Layout = MemoryLayout.Of(kind, pointer: 4);
        Layout64 = MemoryLayout.Of(kind, pointer: 8);
        Flat = FlatTypes.Of(kind);
    }

    public Primitive Kind { get; }
    public override string Key => $"p{(int)Kind}";
    public override WitType Replace(Func<WitType, WitType> replace) => this;
}

internal sealed class WitRecord : WitType
{
    public WitRecord((string Name, WitType Type)[] fields) : base(Array.ConvertAll(fields, f => f.Type))
    {
        Fields = fields;
        var types = Array.ConvertAll(fields, f => f.Type);
        (Layout, Layout64, Flat) = (MemoryLayout.Record(types, false), MemoryLayout.Record(types, true), FlatTypes.Record(types));
    }

    public (string Name, WitType Type)[] Fields { get; }
    public override string Key => "r" + string.Concat(Fields.Select(f => $" {f.Name}:{f.Type.Id}"));
    public override WitType Replace(Func<WitType, WitType> replace) => new WitRecord(Array.ConvertAll(Fields, f => (f.Name, replace(f.Type))));
}

internal sealed class WitTuple : WitType
{
    public WitTuple(WitType[] types) : base(types)
    {
        Types = types;
        (Layout, Layout64, Flat) = (MemoryLayout.Record(types, false), MemoryLayout.Record(types, true), FlatTypes.Record(types));
    }

    public WitType[] Types { get; }
    public override string Key => "t" + string.Concat(Types.Select(t => $" {t.Id}"));
    public override WitType Replace(Func<WitType, WitType> replace) => new WitTuple(Array.ConvertAll(Types, t => replace(t)));
}

/// <summary>A variant; enums, options and results are laid out as variants and are types of their own.</summary>
internal sealed class WitVariant : WitType
{
    public WitVariant((string Name, WitType? Type)[] cases) : base(Payloads(cases))
    {
        Cases = cases;
        var payloads = Payloads(cases);
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(cases.Length, payloads, false), MemoryLayout.Variant(cases.Length, payloads, true), FlatTypes.Variant(payloads));
    }

    public (string Name, WitType? Type)[] Cases { get; }
    public override string Key => "v" + string.Concat(Cases.Select(c => $" {c.Name}:{c.Type?.Id ?? -1}"));
    public override WitType Replace(Func<WitType, WitType> replace) => new WitVariant(Array.ConvertAll(Cases, c => (c.Name, c.Type is null ? null : replace(c.Type))));

    private static WitType[] Payloads((string Name, WitType? Type)[] cases) => [.. cases.Where(c => c.Type is not null).Select(c => c.Type!)];
}

internal sealed class WitEnum : WitType
{
    public WitEnum(string[] cases)
    {
        Cases = cases;
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(cases.Length, [], false), MemoryLayout.Variant(cases.Length, [], true), FlatTypes.Variant([]));
    }

    public string[] Cases { get; }
    public override string Key => $"e {string.Join(' ', Cases)}";
    public override WitType Replace(Func<WitType, WitType> replace) => this;
}

internal sealed class WitFlags : WitType
{
    public WitFlags(string[] names)
    {
        Names = names;
        Layout = Layout64 = MemoryLayout.Flags(names.Length);
        Flat = [FlatType.I32];
    }

    public string[] Names { get; }
    public override string Key => $"f {string.Join(' ', Names)}";
    public override WitType Replace(Func<WitType, WitType> replace) => this;
}

internal sealed class WitOption : WitType
{
    public WitOption(WitType type) : base(type)
    {
        Type = type;
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(2, [type], false), MemoryLayout.Variant(2, [type], true), FlatTypes.Variant([type]));
    }

    public WitType Type { get; }
    public override string Key => $"o {Type.Id}";
    public override WitType Replace(Func<WitType, WitType> replace) => new WitOption(replace(Type));
}

internal sealed class WitResult : WitType
{
    public WitResult(WitType? ok, WitType? error) : base(Payloads(ok, error))
    {
        (Ok, Error) = (ok, error);
        var payloads = Payloads(ok, error);
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(2, payloads, false), MemoryLayout.Variant(2, payloads, true), FlatTypes.Variant(payloads));
    }

    public WitType? Ok { get; }
    public WitType? Error { get; }
    public override string Key => $"x {Ok?.Id ?? -1} {Error?.Id ?? -1}";
    public override WitType Replace(Func<WitType, WitType> replace) => new WitResult(Ok is null ? null : replace(Ok), Error is null ? null : replace(Error));

    private static WitType[] Payloads(WitType? ok, WitType? error) => (ok, error) switch
    {
        (null, null) => [],
        (null, not null) => [error],
        (not null, null) => [ok],
        _ => [ok, error],
    };
}

/// <summary>A list: of any length, or of Length elements, which are laid out and passed as a tuple's.</summary>
internal sealed class WitList : WitType
{
    public WitList(WitType element, uint? length) : base(element)
    {
        (Element, Length) = (element, length);
        HasPointer |= length is null;
        Layout = length is { } n ? element.Layout.Repeat(n) : MemoryLayout.PointerAndLength(4);
        Layout64 = length is { } n64 ? element.Layout64.Repeat(n64) : MemoryLayout.PointerAndLength(8);
        Flat = length is { } count ? FlatTypes.Repeat(element, count) : [FlatType.Pointer, FlatType.Pointer];
    }

    public WitType Element { get; }
    public uint? Length { get; }
    public override string Key => $"l {Element.Id} {Length}";
    public override WitType Replace(Func<WitType, WitType> replace) => new WitList(replace(Element), Length);
}

/// <summary>A map: passed as a list of pairs.</summary>
internal sealed class WitMap : WitType
{
    public WitMap(WitType key, WitType value) : base(key, value)
    {
        (KeyType, Value) = (key, value);
        HasPointer = true;
        (Layout, Layout64, Flat) = (MemoryLayout.PointerAndLength(4), MemoryLayout.PointerAndLength(8), [FlatType.Pointer, FlatType.Pointer]);
    }

    public WitType KeyType { get; }
    public WitType Value { get; }
    public override string Key => $"m {KeyType.Id} {Value.Id}";
    public override WitType Replace(Func<WitType, WitType> replace) => new WitMap(replace(KeyType), replace(Value));
}

/// <summary><c>own</c> or <c>borrow</c> of a resource, as a resource type names it.</summary>
internal sealed class WitHandle : WitType
{
    public WitHandle(ResourceType resource, bool isBorrow, int resourceId)
    {
        (Resource, IsBorrow, _resourceId) = (resource, isBorrow, resourceId);
        HasResources = true;
        HasBorrow = isBorrow;
        (Layout, Layout64, Flat) = (new MemoryLayout(4, 4), new MemoryLayout(4, 4), [FlatType.I32]);
    }

    private readonly int _resourceId;

    public ResourceType Resource { get; }
    public bool IsBorrow { get; }
    public override string Key => $"{(IsBorrow ? 'b' : 'w')} {_resourceId}";
    public override WitType Replace(Func<WitType, WitType> replace) => this;
}

/// <summary>A stream or a future of WASI 0.3.</summary>
internal sealed class WitChannel : WitType
{
    public WitChannel(WitType? element, bool isStream) : base(element is null ? [] : [element])
    {
        (Element, IsStream) = (element, isStream);
        // What is in it goes through memory that the reads and writes name, not through that of the call.
        HasPointer = false;
        Feature = ComponentFeature.Async;
        (Layout, Layout64, Flat) = (new MemoryLayout(4, 4), new MemoryLayout(4, 4), [FlatType.I32]);
    }

    public WitType? Element { get; }
    public bool IsStream { get; }
    public override string Key => $"{(IsStream ? 's' : 'u')} {Element?.Id ?? -1}";
    public override WitType Replace(Func<WitType, WitType> replace) => new WitChannel(Element is null ? null : replace(Element), IsStream);
}
