using System.Text.Json;
using System.Text.Json.Serialization;
using Microlight.Wasm.Inspection;

namespace Microlight.Cli.Running;

/// <summary>A module's or component's description as JSON; the names are those of the library's types in camel case.</summary>
internal static class ModuleJson
{
    public static void Write(WasmModuleInfo info, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(info, ModuleJsonContext.Default.WasmModuleInfo));

    public static void Write(WasmComponentInfo info, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(info, ModuleJsonContext.Default.WasmComponentInfo));
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WasmModuleInfo))]
[JsonSerializable(typeof(WasmComponentInfo))]
internal sealed partial class ModuleJsonContext : JsonSerializerContext;
