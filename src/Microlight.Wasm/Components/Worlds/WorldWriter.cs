using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Components.Worlds;

/// <summary>Writes the world of a linked component as <see cref="WorldSection"/> has it.</summary>
internal sealed class WorldWriter
{
    private readonly ComponentGraph _graph;
    private readonly Dictionary<Resource, int> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly ModuleBuffer _resourceBytes = new(), _typeBytes = new();
    /// <summary>Index among the types, by number.</summary>
    private readonly Dictionary<int, int> _types = [];
    private readonly HashSet<int> _searched = [];

    private WorldWriter(ComponentGraph graph) => _graph = graph;

    public static byte[] Write(ValidatedComponent component, ComponentGraph graph)
    {
        List<Part> imports = [new("")], exports = [new("")];
        Collect(component.Type.Imports, imports, 0);
        Collect(graph.Exports, exports, 0);
        var writer = new WorldWriter(graph);
        // Resources are numbered first: types refer to them by indices that come before theirs.
        foreach (var part in imports.Concat(exports)) writer.AddResources(part);
        foreach (var part in imports.Concat(exports)) writer.AddHandles(part);
        var bytes = new ModuleBuffer();
        writer.Interfaces(bytes, imports);
        writer.Interfaces(bytes, exports);

        var section = new ModuleBuffer();
        section.Unsigned(WorldSection.Version);
        section.Unsigned((ulong)writer._resources.Count);
        section.Raw(writer._resourceBytes.Bytes);
        section.Unsigned((ulong)writer._types.Count);
        section.Raw(writer._typeBytes.Bytes);
        section.Raw(bytes.Bytes);
        return section.ToArray();
    }

    /// <summary>An interface with what it has, in order.</summary>
    private sealed class Part(string name)
    {
        public string Name { get; } = name;
        public List<(string Name, DefType Type)> Types { get; } = [];
        public List<(string Name, FuncType Type)> Functions { get; } = [];
        public string Path(string name) => Name.Length == 0 ? name : $"{Name}#{name}";
    }

    private static void Collect(OrderedDictionary<string, Entity> entities, List<Part> parts, int into)
    {
        foreach (var (name, entity) in entities)
        {
            switch (entity.Type)
            {
                case FuncType function: parts[into].Functions.Add((name, function)); break;
                case WitType or ResourceType when entity.Sort == Sort.Type: parts[into].Types.Add((name, entity.Type)); break;
                case InstanceType instance when entity.Sort == Sort.Instance:
                    parts.Add(new Part(parts[into].Path(name)));
                    Collect(instance.Exports, parts, parts.Count - 1);
                    break;
            }
        }
    }

    private static void Collect(IEnumerable<KeyValuePair<string, LinkItem>> items, List<Part> parts, int into)
    {
        foreach (var (name, item) in items)
        {
            switch (item)
            {
                case FunctionItem function: parts[into].Functions.Add((name, function.Type)); break;
                case TypeItem { Type: WitType or ResourceType } type: parts[into].Types.Add((name, type.Type)); break;
                case InstanceItem instance:
                    parts.Add(new Part(parts[into].Path(name)));
                    Collect(instance.Exports, parts, parts.Count - 1);
                    break;
            }
        }
    }

    private void AddResources(Part part)
    {
        foreach (var (name, type) in part.Types)
        {
            if (type is ResourceType resource) Add(resource.Resource, part.Path(name));
        }
    }

    /// <summary>Resources that occur in types without being imported or exported by a name.</summary>
    private void AddHandles(Part part)
    {
        foreach (var (_, type) in part.Types)
        {
            if (type is WitType value) AddHandles(value);
        }
        foreach (var (_, type) in part.Functions)
        {
            foreach (var (_, parameter) in type.Parameters) AddHandles(parameter);
            if (type.Result is not null) AddHandles(type.Result);
        }
    }

    private void AddHandles(WitType type)
    {
        if (!type.HasResources || !_searched.Add(type.Id)) return;
        if (type is WitHandle handle) Add(handle.Resource.Resource, handle.Resource.Resource.Name ?? "resource");
        foreach (var part in type.Parts) AddHandles(part);
    }

    private void Add(Resource resource, string path)
    {
        if (!_resources.TryAdd(resource, _resources.Count)) return;
        var plan = _graph.Resources.GetValueOrDefault(resource);
        _resourceBytes.Byte(plan is { IsHost: true } ? (byte)1 : (byte)0);
        _resourceBytes.Name(plan is { IsHost: true } ? string.Join('#', plan.Path) : path);
    }

    private void Interfaces(ModuleBuffer to, List<Part> parts)
    {
        var present = parts.Where(p => p.Name.Length > 0 || p.Types.Count > 0 || p.Functions.Count > 0).ToList();
        to.Unsigned((ulong)present.Count);
        foreach (var part in present)
        {
            to.Name(part.Name);
            to.Unsigned((ulong)part.Types.Count);
            foreach (var (name, type) in part.Types)
            {
                to.Name(name);
                if (type is ResourceType resource) to.Signed(_resources[resource.Resource]);
                else Value(to, (WitType)type);
            }
            to.Unsigned((ulong)part.Functions.Count);
            foreach (var (name, type) in part.Functions)
            {
                to.Name(name);
                Function(to, type);
            }
        }
    }

    private void Function(ModuleBuffer to, FuncType type)
    {
        to.Byte(type.IsAsync ? (byte)0x43 : (byte)0x40);
        Labelled(to, type.Parameters);
        to.Byte(type.Result is null ? (byte)1 : (byte)0);
        if (type.Result is null) to.Byte(0);
        else Value(to, type.Result);
    }

    private void Value(ModuleBuffer to, WitType type)
    {
        if (type is WitPrimitive primitive) to.Byte((byte)primitive.Kind);
        else to.Signed(_resources.Count + Index(type));
    }

    /// <summary>Recurses on types within types, which are limited.</summary>
    private int Index(WitType type)
    {
        if (_types.TryGetValue(type.Id, out var index)) return index;
        var bytes = new ModuleBuffer();
        switch (type)
        {
            case WitRecord record:
                bytes.Byte(0x72);
                Labelled(bytes, record.Fields.AsSpan());
                break;
            case WitVariant variant:
                bytes.Byte(0x71);
                bytes.Unsigned((ulong)variant.Cases.Length);
                foreach (var (name, payload) in variant.Cases)
                {
                    bytes.Name(name);
                    Optional(bytes, payload);
                    bytes.Byte(0);
                }
                break;
            case WitList list:
                bytes.Byte(list.Length is null ? (byte)0x70 : (byte)0x67);
                Value(bytes, list.Element);
                if (list.Length is { } length) bytes.Unsigned(length);
                break;
            case WitTuple tuple:
                bytes.Byte(0x6f);
                bytes.Unsigned((ulong)tuple.Types.Length);
                foreach (var part in tuple.Types) Value(bytes, part);
                break;
            case WitFlags flags: Labels(bytes, 0x6e, flags.Names.AsSpan()); break;
            case WitEnum cases: Labels(bytes, 0x6d, cases.Cases.AsSpan()); break;
            case WitOption option:
                bytes.Byte(0x6b);
                Value(bytes, option.Type);
                break;
            case WitResult result:
                bytes.Byte(0x6a);
                Optional(bytes, result.Ok);
                Optional(bytes, result.Error);
                break;
            case WitMap map:
                bytes.Byte(0x63);
                Value(bytes, map.KeyType);
                Value(bytes, map.Value);
                break;
            case WitHandle handle:
                bytes.Byte(handle.IsBorrow ? (byte)0x68 : (byte)0x69);
                bytes.Unsigned((ulong)_resources[handle.Resource.Resource]);
                break;
            case WitChannel channel:
                bytes.Byte(channel.IsStream ? (byte)0x66 : (byte)0x65);
                Optional(bytes, channel.Element);
                break;
            default: throw new InvalidOperationException();
        }
        _typeBytes.Raw(bytes.Bytes);
        _types.Add(type.Id, index = _types.Count);
        return index;
    }

    private void Optional(ModuleBuffer to, WitType? type)
    {
        to.Byte(type is null ? (byte)0 : (byte)1);
        if (type is not null) Value(to, type);
    }

    private void Labelled(ModuleBuffer to, ReadOnlySpan<WitField> fields)
    {
        to.Unsigned((ulong)fields.Length);
        foreach (var (name, type) in fields)
        {
            to.Name(name);
            Value(to, type);
        }
    }

    private static void Labels(ModuleBuffer to, byte form, ReadOnlySpan<string> labels)
    {
        to.Byte(form);
        to.Unsigned((ulong)labels.Length);
        foreach (var label in labels) to.Name(label);
    }
}
