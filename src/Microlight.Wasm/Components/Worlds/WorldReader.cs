using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Worlds;

/// <summary>
/// Reads <see cref="WorldSection"/> of an image that anybody may have made: types go through the decoder and the checks of a component's own types.
/// </summary>
internal ref struct WorldReader
{
    private readonly WitTypes _types = new();
    private readonly List<DefType> _space = [];
    private ModuleReader _reader;

    private WorldReader(ReadOnlySpan<byte> section) => _reader = new ModuleReader(section, 0, section.Length);

    /// <exception cref="InvalidGuestImageException">The image has no such section, or the section is not well-formed.</exception>
    public static WitWorld Read(GuestImage image) => Read(image.GetSection(WorldSection.Name).Span, image.Name);

    public static WitWorld Read(ReadOnlySpan<byte> section, string image)
    {
        if (section.IsEmpty) throw new InvalidGuestImageException($"'{image}' was not made from a component.");
        try
        {
            return new WorldReader(section).ReadWorld();
        }
        catch (WasmModuleException fault)
        {
            throw new InvalidGuestImageException($"'{image}' has a damaged section {WorldSection.Name}: {fault.Message}", fault);
        }
    }

    private WitWorld ReadWorld()
    {
        if (_reader.ReadU32() is var version and not WorldSection.Version) throw new WasmMalformedException($"its version is {version}, this is {WorldSection.Version}", 0);
        for (var left = _reader.ReadCount(ComponentLimits.Definitions, "resources", elementSize: 2); left > 0; left--)
        {
            var isHost = ComponentTypeDecoder.ReadOption(ref _reader);
            _space.Add(new ResourceType(new Resource { Path = _reader.ReadName(), IsHost = isHost }));
        }
        for (var left = _reader.ReadCount(ComponentLimits.Definitions, "types"); left > 0; left--) _space.Add(ReadType<WitType>());
        var imports = ReadInterfaces();
        var exports = ReadInterfaces();
        return _reader.AtEnd ? new WitWorld(imports, exports) : throw new WasmMalformedException("there are bytes behind its end", _reader.Position);
    }

    private WitInterface[] ReadInterfaces()
    {
        var interfaces = new WitInterface[_reader.ReadCount(ComponentLimits.Definitions, "interfaces", elementSize: 3)];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < interfaces.Length; i++)
        {
            var offset = _reader.Position;
            interfaces[i] = ReadInterface();
            if (!names.Add(interfaces[i].Name)) throw new WasmMalformedException("two interfaces have one name", offset);
        }
        return interfaces;
    }

    private WitInterface ReadInterface()
    {
        var name = _reader.ReadName();
        var types = new OrderedDictionary<string, WitType>(StringComparer.Ordinal);
        var resources = new List<string>();
        for (var left = _reader.ReadCount(ComponentLimits.Definitions, "types", elementSize: 2); left > 0; left--)
        {
            var offset = _reader.Position;
            var label = _reader.ReadName();
            var syntax = ComponentTypeDecoder.ReadValueType(ref _reader);
            var builder = new TypeBuilder(_types, _space);
            if (!syntax.IsPrimitive && builder.At(syntax.Index, offset) is ResourceType) resources.Add(label);
            else if (!types.TryAdd(label, builder.Value(syntax, offset))) throw new WasmMalformedException("two types have one name", offset);
        }
        var functions = new OrderedDictionary<string, WitFunction>(StringComparer.Ordinal);
        for (var left = _reader.ReadCount(ComponentLimits.Definitions, "functions", elementSize: 4); left > 0; left--)
        {
            var offset = _reader.Position;
            var label = _reader.ReadName();
            var function = new WitFunction(name.Length == 0 ? label : $"{name}#{label}", label, ReadType<FuncType>());
            if (!functions.TryAdd(label, function)) throw new WasmMalformedException("two functions have one name", offset);
        }
        return new WitInterface(name, types, resources, functions);
    }

    private T ReadType<T>() where T : DefType
    {
        var offset = _reader.Position;
        return ComponentTypeDecoder.Read(ref _reader, ComponentLimits.Nesting) is var syntax and not (ComponentSyntax or InstanceSyntax or ResourceSyntax)
            && new TypeBuilder(_types, _space).Build(syntax, offset) is T type
            ? type
            : throw new WasmMalformedException("a type is of another kind than its place wants", offset);
    }
}
