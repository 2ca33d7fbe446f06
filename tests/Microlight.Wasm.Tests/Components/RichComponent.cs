using System.Globalization;
using System.Text.Json;
using Microlight.Wasm.Components;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>The fixture program that has every type, compiled once for a class of tests, and the host it asks for.</summary>
public sealed class RichComponent : IDisposable
{
    public const string Values = "demo:rich/values@1.0.0", Counters = "demo:rich/counters@1.0.0", Host = "demo:rich/host@1.0.0";

    private WasmComponent? _component;

    public WasmComponent Component => _component ??= WasmComponent.Load(File.ReadAllBytes(SharedData.Require("fixtures/programs/c-rich/rich.component.wasm")), "rich");

    /// <summary>What the program logged, over all instances.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Stores that were not dropped yet, over all instances.</summary>
    public HashSet<Store> Stores { get; } = [];

    /// <summary>A store: the resource that the host implements.</summary>
    public sealed class Store : IDisposable
    {
        private readonly HashSet<Store> _all;

        public Store(HashSet<Store> all)
        {
            _all = all;
            all.Add(this);
        }

        public Dictionary<string, byte[]> Entries { get; } = [];
        public void Dispose() => Assert.True(_all.Remove(this), "dropped twice");
    }

    public WasmComponentInstance Instantiate() => Component.Instantiate(Imports());

    /// <summary>The host in values.</summary>
    /// <param name="hasSize">Not for tests that have a <c>[method]store.size</c> of their own.</param>
    public ComponentImports Imports(bool hasSize = true)
    {
        var imports = new ComponentImports()
            .AddResource(Host, "store")
            .Add(Host, "log", (_, arguments) =>
            {
                Log.Add($"{arguments[0]} {arguments[1].As<string>()}");
                return null;
            })
            .AddAsync(Host, "lookup-setting", async (_, arguments) =>
            {
                await Task.Yield();
                return arguments[0].As<string>() == "prefix" ? new WitValue.Option("pre-") : WitValue.Option.None;
            })
            .Add(Host, "[constructor]store", (_, _) => new WitValue.Resource(new Store(Stores)))
            .Add(Host, "[method]store.put", (_, arguments) =>
            {
                arguments[0].As<Store>().Entries[arguments[1].As<string>()] = arguments[2].As<byte[]>();
                return WitValue.Result.Ok();
            })
            .Add(Host, "[method]store.get", (_, arguments) =>
                arguments[0].As<Store>().Entries.TryGetValue(arguments[1].As<string>(), out var bytes) ? new WitValue.Option(bytes) : WitValue.Option.None);
        return hasSize ? imports.Add(Host, "[method]store.size", (_, arguments) => (uint)arguments[0].As<Store>().Entries.Count) : imports;
    }

    /// <summary>Makes the calls of a file and compares what they give.</summary>
    /// <returns>The resources that they left, by name.</returns>
    public static async Task<IReadOnlyDictionary<string, WitValue>> CallAll(WasmComponentInstance instance, string file)
    {
        var handles = new Dictionary<string, WitValue>();
        foreach (var call in JsonDocument.Parse(File.ReadAllText(SharedData.Require(file))).RootElement.EnumerateArray())
        {
            var name = call.GetProperty("function").GetString()!;
            if (call.TryGetProperty("interface", out var owner)) name = $"{owner.GetString()}#{name}";
            WitValue[] arguments = [.. call.GetProperty("args").EnumerateArray().Select(a => Read(a, handles))];
            var result = await instance.InvokeAsync(name, arguments);
            if (call.TryGetProperty("result", out var expected)) Assert.Equal(Read(expected, handles), result);
            if (call.TryGetProperty("bind", out var bind)) handles[bind.GetString()!] = result!;
            if (!call.TryGetProperty("bindList", out var bindList)) continue;
            var made = Assert.IsType<WitValue.List>(result);
            Assert.Equal(call.GetProperty("length").GetInt32(), made.Count);
            for (var i = 0; i < made.Count; i++) handles[$"{bindList.GetString()}{i}"] = made[i];
        }
        return handles;
    }

    /// <summary>A value as the collection's calls have it; handles are looked up by name.</summary>
    public static WitValue Read(JsonElement json, IReadOnlyDictionary<string, WitValue> handles)
    {
        var has = json.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null;
        return json.GetProperty("type").GetString() switch
        {
            "bool" => value.GetBoolean(),
            "s8" => sbyte.Parse(Text(), CultureInfo.InvariantCulture),
            "u8" => byte.Parse(Text(), CultureInfo.InvariantCulture),
            "s16" => short.Parse(Text(), CultureInfo.InvariantCulture),
            "u16" => ushort.Parse(Text(), CultureInfo.InvariantCulture),
            "s32" => int.Parse(Text(), CultureInfo.InvariantCulture),
            "u32" => uint.Parse(Text(), CultureInfo.InvariantCulture),
            "s64" => long.Parse(Text(), CultureInfo.InvariantCulture),
            "u64" => ulong.Parse(Text(), CultureInfo.InvariantCulture),
            "f32" => BitConverter.UInt32BitsToSingle(uint.Parse(Text(), CultureInfo.InvariantCulture)),
            "f64" => BitConverter.UInt64BitsToDouble(ulong.Parse(Text(), CultureInfo.InvariantCulture)),
            "char" => Text().EnumerateRunes().Single(),
            "string" => Text(),
            "list" => new WitValue.List(value.EnumerateArray().Select(v => Read(v, handles))),
            "tuple" => new WitValue.Tuple([.. value.EnumerateArray().Select(v => Read(v, handles))]),
            "record" => new WitValue.Record([.. value.EnumerateArray().Select(f => (f[0].GetString()!, Read(f[1], handles)))]),
            "variant" => new WitValue.Variant(json.GetProperty("case").GetString()!, has ? Read(value, handles) : null),
            "enum" => new WitValue.Enum(Text()),
            "flags" => new WitValue.Flags(value.EnumerateArray().Select(v => v.GetString()!)),
            "option" => new WitValue.Option(has ? Read(value, handles) : null),
            "result" => json.TryGetProperty("ok", out var ok) ? WitValue.Result.Ok(Payload(ok)) : WitValue.Result.Error(Payload(json.GetProperty("err"))),
            "handle" => handles[Text()],
            var type => throw new InvalidOperationException(type),
        };

        string Text() => value.GetString()!;
        WitValue? Payload(JsonElement payload) => payload.ValueKind == JsonValueKind.Null ? null : Read(payload, handles);
    }

    public void Dispose() => _component?.Dispose();
}
