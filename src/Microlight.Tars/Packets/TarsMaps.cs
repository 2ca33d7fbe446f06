using System.Collections.ObjectModel;

namespace Microlight.Tars;

/// <summary>The context and status maps of packets: text to text, nearly always empty.</summary>
internal static class TarsMaps
{
    public static IReadOnlyDictionary<string, string> Empty => ReadOnlyDictionary<string, string>.Empty;

    public static void Write(ref TarsWriter writer, byte tag, IReadOnlyDictionary<string, string> map)
    {
        writer.BeginMap(tag, map.Count);
        if (map.Count == 0) return;
        foreach (var (key, value) in map)
        {
            writer.WriteString(0, key);
            writer.WriteString(1, value);
        }
    }

    public static IReadOnlyDictionary<string, string> Read(ref TarsReader reader, byte tag) =>
        reader.TryRead<Dictionary<string, string>, MapCodec<string, StringCodec, string, StringCodec>>(tag, out var map) && map.Count > 0 ? map : Empty;
}
