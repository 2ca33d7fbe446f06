namespace Microlight.Wasm.Components.Adapters;

/// <summary>The WebAssembly text that lies beside this file and is inside the assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream($"Microlight.Wasm.Components.Adapters.{name}")
            ?? throw new InvalidOperationException($"The build did not include {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
