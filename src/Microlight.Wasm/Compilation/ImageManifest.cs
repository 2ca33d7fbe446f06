using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microlight.Wasm.Compilation;

/// <summary>Section <c>.microlight.wasm</c>: what an image says about the program it was made from, as JSON.</summary>
internal sealed record ImageManifest
{
    public const string SectionName = ".microlight.wasm";
    public const int CurrentVersion = 3;

    public int Version { get; init; } = CurrentVersion;
    public required string Compiler { get; init; }
    public required int Instances { get; init; }
    /// <summary>Functions that the last instance's module imports and defines. The global function symbols are those defined by all instances, in order.</summary>
    public required int ImportedFunctions { get; init; }
    public required int DefinedFunctions { get; init; }
    public required IReadOnlyList<ManifestExport> Exports { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestContext.Default.ImageManifest);

    /// <summary>Reads the section of an image.</summary>
    /// <exception cref="InvalidGuestImageException">It is missing, not such JSON, or of another version.</exception>
    public static ImageManifest Parse(ReadOnlySpan<byte> section, string image)
    {
        if (section.IsEmpty) throw new InvalidGuestImageException($"'{image}' was not made from WebAssembly: it has no section {SectionName}.");
        ImageManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(section, ManifestContext.Default.ImageManifest);
        }
        catch (JsonException e)
        {
            throw new InvalidGuestImageException($"'{image}' is damaged: its section {SectionName} cannot be read.", e);
        }
        if (manifest?.Version != CurrentVersion || manifest.Exports is null || manifest.Exports.Contains(null!))
            throw new InvalidGuestImageException($"'{image}' was made by another version of Microlight; compile the module again.");
        return manifest;
    }
}

/// <summary>Serialisers made at build time: a cached start does not pay for reflection.</summary>
[JsonSerializable(typeof(ImageManifest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
internal sealed partial class ManifestContext : JsonSerializerContext;
