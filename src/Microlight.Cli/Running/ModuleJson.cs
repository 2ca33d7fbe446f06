using System.Text.Json;
using System.Text.Json.Serialization;
using Microlight.Wasm.Inspection;

namespace Microlight.Cli.Running;

/// <summary>A module's description as JSON; the names are those of the library's types in camel case.</summary>
internal static class ModuleJson
{
    public static void Write(WasmModuleInfo info, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(info, ModuleJsonContext.Default.WasmModuleInfo));
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WasmModuleInfo))]
internal sealed partial class ModuleJsonContext : JsonSerializerContext;
