using Microlight.Wasm.Binary;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Tests.Components;

/// <summary>
/// Writes components that give back what they are given, of any type: the outer one's code calls the inner one's. Core code never looks at the
/// values, so that it is the same for all types.
/// </summary>
internal sealed class EchoComponent
{
    /// <summary>More parameters than are passed as core values, so that the others lie in memory with them.</summary>
    public const int Padding = 16;

    private const string Memory = """
        (memory (export "m") 1)
        (global $top (mut i32) (i32.const 16))
        (func (export "r") (param $old i32) (param $oldSize i32) (param $alignment i32) (param $size i32) (result i32)
          (local $new i32)
          (local.set $new (i32.and (i32.add (global.get $top) (i32.sub (local.get $alignment) (i32.const 1))) (i32.sub (i32.const 0) (local.get $alignment))))
          (global.set $top (i32.add (local.get $new) (local.get $size)))
          (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
            (then (drop (memory.grow (i32.add (i32.const 1) (i32.shr_u (local.get $size) (i32.const 16)))))))
          (memory.copy (local.get $new) (local.get $old)
            (select (local.get $size) (local.get $oldSize) (i32.lt_u (local.get $size) (local.get $oldSize))))
          (local.get $new))
        """;

    private readonly ModuleBuffer _bytes = new();
    private readonly Dictionary<int, int> _indices = [];
    private int _types;

    private EchoComponent() => _bytes.Raw([0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0]);

    /// <summary>
    /// A function <c>echo</c> whose parameters, the value and 16 numbers, are passed in memory, and so is the tuple of them that it returns. They
    /// go from the outer component with its encoding of strings to the inner with another, and back.
    /// </summary>
    public static byte[] InMemory(WitType type, CanonOptionKind outer, CanonOptionKind inner, int resultBytes) =>
        InMemory(type, outer, inner, resultBytes, "(func (export \"f\") (param i32) (result i32) (local.get 0))");

    /// <summary>
    /// The same, but that the inner component's code returns what random bytes happen to be: those that the last parameter, a number but 0, is the seed of.
    /// Many are small, so that addresses and lengths may be good ones.
    /// </summary>
    public static byte[] Garbage(WitType type, CanonOptionKind outer, CanonOptionKind inner, int resultBytes) => InMemory(type, outer, inner, resultBytes, $"""
        (func (export "f") (param i32) (result i32)
          (local $seed i64) (local $i i32)
          (local.set $seed (i64.load offset={resultBytes - 8} (local.get 0)))
          (loop $next
            (local.set $seed (i64.xor (local.get $seed) (i64.shl (local.get $seed) (i64.const 13))))
            (local.set $seed (i64.xor (local.get $seed) (i64.shr_u (local.get $seed) (i64.const 7))))
            (local.set $seed (i64.xor (local.get $seed) (i64.shl (local.get $seed) (i64.const 17))))
            (i32.store (local.get $i) (i32.shr_u (i32.wrap_i64 (local.get $seed))
              (i32.load8_u offset=65520 (i32.wrap_i64 (i64.shr_u (local.get $seed) (i64.const 60))))))
            (local.set $i (i32.add (local.get $i) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $i) (i32.const 65520))))
          (i32.const 8))
        (data (i32.const 65520) "\1e\1d\1e\1f\1c\14\14\12\13\18\10\08\00\1f\1e\1d")
        """);

    private static byte[] InMemory(WitType type, CanonOptionKind outer, CanonOptionKind inner, int resultBytes, string innerFunction)
    {
        var nested = new EchoComponent();
        nested.Module($"(module {Memory} {innerFunction})");
        nested.Section(ComponentSectionId.CoreInstance, 0x00, 0x00, 0x00);
        nested.AliasCore("f", "r");
        var function = nested.Function(Parameters(type), Result(type));
        nested.Lift(coreFunction: 0, inner, realloc: 1, function);
        nested.Export(function: 0);

        var component = new EchoComponent();
        component.Module($"(module {Memory})");
        component.Module($"(module (import \"n\" \"f\" (func $call (param i32 i32))) (import \"m\" \"r\" (func $r (param i32 i32 i32 i32) (result i32))) (func (export \"f\") (param i32) (result i32) (local $result i32) (local.set $result (call $r (i32.const 0) (i32.const 0) (i32.const 8) (i32.const {resultBytes}))) (call $call (local.get 0) (local.get $result)) (local.get $result)))");
        component.Section(ComponentSectionId.CoreInstance, 0x00, 0x00, 0x00);
        component.AliasCore("r");
        component.Component(nested);
        component.Section(ComponentSectionId.Instance, 0x00, 0x00, 0x00);
        component.AliasFunction();
        component.Link(outer, function: 0);
        component.Lift(coreFunction: 2, outer, realloc: 0, component.Function(Parameters(type), Result(type)));
        component.Export(function: 1);
        return component._bytes.ToArray();
    }

    /// <summary>
    /// A function <c>echo</c> whose value is passed as core values from the host to the outer component, from there to the inner, and from there to the
    /// host's function <c>host-echo</c>; what that returns goes the same way back.
    /// </summary>
    /// <param name="type">Of structure only: types with names would have to be imported.</param>
    public static byte[] Flat(WitType type, CanonOptionKind outer, CanonOptionKind inner)
    {
        var flat = string.Concat(type.Flat!.Select(f => $"(param {Microlight.Wasm.Components.Adapters.FunctionText.Name(f)})"));
        var arguments = string.Concat(type.Flat!.Select((_, i) => $"(local.get {i})"));
        var isDirect = type.Flat!.Length == 1;
        var result = isDirect ? Microlight.Wasm.Components.Adapters.FunctionText.Name(type.Flat[0]) : "i32";
        var code = isDirect
            ? $"(module (import \"n\" \"f\" (func $call {flat} (result {result}))) (func (export \"f\") {flat} (result {result}) (call $call {arguments})))"
            : $"(module (import \"n\" \"f\" (func $call {flat} (param i32))) (import \"m\" \"r\" (func $r (param i32 i32 i32 i32) (result i32))) (func (export \"f\") {flat} (result i32) (local $result i32) (local.set $result (call $r (i32.const 0) (i32.const 0) (i32.const 8) (i32.const {type.Layout.Size}))) (call $call {arguments} (local.get $result)) (local.get $result)))";
        (string, WitType)[] parameters = [("value", type)];

        var nested = new EchoComponent();
        nested.Import(nested.Function(parameters, type));
        Body(nested, inner, function: 0);
        nested.Lift(coreFunction: 2, inner, realloc: 0, nested.Function(parameters, type));
        nested.Export(function: 1);

        var component = new EchoComponent();
        component.Import(component.Function(parameters, type));
        component.Component(nested);
        component.Section(ComponentSectionId.Instance, [0x00, 0x00, 0x01, .. Name("host-echo"), 0x01, 0x00]);
        component.AliasFunction();
        Body(component, outer, function: 1);
        component.Lift(coreFunction: 2, outer, realloc: 0, component.Function(parameters, type));
        component.Export(function: 2);
        return component._bytes.ToArray();

        void Body(EchoComponent into, CanonOptionKind encoding, int function)
        {
            into.Module($"(module {Memory})");
            into.Module(code);
            into.Section(ComponentSectionId.CoreInstance, 0x00, 0x00, 0x00);
            into.AliasCore("r");
            into.Link(encoding, function);
        }
    }

    public static (string, WitType)[] Parameters(WitType type) => [("value", type), .. Enumerable.Range(1, Padding).Select(i => ($"p{i}", (WitType)new WitPrimitive(Primitive.U64)))];

    private static WitType[] Result(WitType type) => [type, .. Enumerable.Repeat(new WitPrimitive(Primitive.U64), Padding)];

    /// <summary>Lowers a function, gives it to the second module, and makes that module's function core function 2.</summary>
    private void Link(CanonOptionKind encoding, int function)
    {
        Section(ComponentSectionId.Canon, 0x01, 0x00, (byte)function, 0x03, (byte)encoding, 0x03, 0x00, 0x04, 0x00);
        Section(ComponentSectionId.CoreInstance, [0x01, 0x01, .. Name("f"), 0x00, 0x01]);
        Section(ComponentSectionId.CoreInstance, [0x00, 0x01, 0x02, .. Name("n"), 0x12, 0x01, .. Name("m"), 0x12, 0x00]);
        Section(ComponentSectionId.Alias, [0x00, 0x00, 0x01, 0x02, .. Name("f")]);
    }

    private void Module(string text) => Raw(ComponentSectionId.CoreModule, WasmText.Parse(text));

    private void Component(EchoComponent nested) => Raw(ComponentSectionId.Component, nested._bytes.ToArray());

    /// <summary>The memory of core instance 0, and functions.</summary>
    private void AliasCore(params string[] functions)
    {
        Section(ComponentSectionId.Alias, [0x00, 0x02, 0x01, 0x00, .. Name("m")]);
        foreach (var function in functions) Section(ComponentSectionId.Alias, [0x00, 0x00, 0x01, 0x00, .. Name(function)]);
    }

    private void AliasFunction() => Section(ComponentSectionId.Alias, [0x01, 0x00, 0x00, .. Name("echo")]);

    private void Lift(int coreFunction, CanonOptionKind encoding, int realloc, int type) =>
        Section(ComponentSectionId.Canon, [0x00, 0x00, (byte)coreFunction, 0x03, (byte)encoding, 0x03, 0x00, 0x04, (byte)realloc, .. Unsigned(type)]);

    private void Export(int function) => Section(ComponentSectionId.Export, [0x00, .. Name("echo"), 0x01, (byte)function, 0x00]);

    private void Import(int type) => Section(ComponentSectionId.Import, [0x00, .. Name("host-echo"), 0x01, .. Unsigned(type)]);

    private int Function((string Name, WitType Type)[] parameters, params WitType[] result)
    {
        var type = new ModuleBuffer();
        var types = Array.ConvertAll(parameters, p => Reference(p.Type));
        var returned = result.Length == 1 ? Reference(result[0]) : Unsigned(Define(Tuple(result)));
        type.Byte(0x40);
        type.Unsigned((ulong)parameters.Length);
        foreach (var (i, parameter) in parameters.Index())
        {
            type.Name(parameter.Name);
            type.Raw(types[i]);
        }
        type.Byte(0x00);
        type.Raw(returned);
        return Define(type.ToArray());
    }

    private byte[] Tuple(WitType[] types) => [0x6f, .. Unsigned(types.Length), .. types.Select(Reference).ToArray().SelectMany(r => r)];

    /// <summary>A type as it is used: a primitive's code, or an index. Types that need a name are exported.</summary>
    private byte[] Reference(WitType type)
    {
        if (type is WitPrimitive primitive) return [(byte)primitive.Kind];
        if (!_indices.TryGetValue(type.Id, out var index))
        {
            index = Define(Definition(type));
            if (type is WitRecord or WitVariant or WitEnum or WitFlags)
            {
                Section(ComponentSectionId.Export, [0x00, .. Name($"t{index}"), 0x03, .. Unsigned(index), 0x00]);
                index = _types++;
            }
            _indices.Add(type.Id, index);
        }
        return Unsigned(index);
    }

    private byte[] Definition(WitType type)
    {
        switch (type)
        {
            case WitRecord record: return [0x72, .. Unsigned(record.Fields.Length), .. record.Fields.Select(f => (byte[])[.. Name(f.Name), .. Reference(f.Type)]).ToArray().SelectMany(b => b)];
            case WitVariant variant: return [0x71, .. Unsigned(variant.Cases.Length), .. variant.Cases.Select(c => (byte[])[.. Name(c.Name), .. Optional(c.Type), 0x00]).ToArray().SelectMany(b => b)];
            case WitList { Length: { } length } list: return [0x67, .. Reference(list.Element), .. Unsigned((int)length)];
            case WitList list: return [0x70, .. Reference(list.Element)];
            case WitTuple tuple: return Tuple(tuple.Parts);
            case WitFlags flags: return [0x6e, .. Unsigned(flags.Names.Length), .. flags.Names.SelectMany(Name)];
            case WitEnum cases: return [0x6d, .. Unsigned(cases.Cases.Length), .. cases.Cases.SelectMany(Name)];
            case WitOption option: return [0x6b, .. Reference(option.Type)];
            case WitResult result: return [0x6a, .. Optional(result.Ok), .. Optional(result.Error)];
            default: return [0x63, .. Reference(((WitMap)type).KeyType), .. Reference(((WitMap)type).Value)];
        }
    }

    private byte[] Optional(WitType? type) => type is null ? [0x00] : [0x01, .. Reference(type)];

    private int Define(byte[] definition)
    {
        Section(ComponentSectionId.Type, definition);
        return _types++;
    }

    /// <summary>A section with one definition.</summary>
    private void Section(ComponentSectionId id, params byte[] definition) => Raw(id, [0x01, .. definition]);

    private void Raw(ComponentSectionId id, byte[] contents)
    {
        _bytes.Byte((byte)id);
        _bytes.Sized(contents);
    }

    private static byte[] Name(string name) => [(byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name)];

    /// <summary>An index, which is read as a signed number where a type is meant: below 64 both are the same.</summary>
    private static byte[] Unsigned(int value)
    {
        var buffer = new ModuleBuffer();
        buffer.Signed(value);
        return buffer.ToArray();
    }
}
