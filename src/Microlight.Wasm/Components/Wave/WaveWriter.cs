using System.Globalization;
using System.Text;

namespace Microlight.Wasm.Components.Wave;

/// <summary>Writes values as WAVE text (wasm-wave, "Encoding"), in one line.</summary>
internal static class WaveWriter
{
    public static string Write(WitValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, WitValue value)
    {
        switch (value)
        {
            case WitValue.Bool(var v): text.Append(v ? "true" : "false"); break;
            case WitValue.S8(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.U8(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.S16(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.U16(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.S32(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.U32(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.S64(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.U64(var v): text.Append(CultureInfo.InvariantCulture, $"{v}"); break;
            case WitValue.F32(var v): text.Append(float.IsNaN(v) ? "nan" : float.IsInfinity(v) ? v > 0 ? "inf" : "-inf" : v.ToString("R", CultureInfo.InvariantCulture)); break;
            case WitValue.F64(var v): text.Append(double.IsNaN(v) ? "nan" : double.IsInfinity(v) ? v > 0 ? "inf" : "-inf" : v.ToString("R", CultureInfo.InvariantCulture)); break;
            case WitValue.Char(var v): WaveText.Append(text, v.ToString(), '\''); break;
            case WitValue.String(var v): WaveText.Append(text, v, '"'); break;
            case WitValue.Record record: AppendRecord(text, record); break;
            case WitValue.Tuple tuple: AppendItems(text, '(', tuple.Items, ')'); break;
            case WitValue.List list: AppendItems(text, '[', list, ']'); break;
            case WitValue.Variant(var name, var payload): AppendCase(text, Escaped(name), payload); break;
            case WitValue.Enum(var name): text.Append(Escaped(name)); break;
            case WitValue.Flags flags: text.Append('{').AppendJoin(", ", flags.Names).Append('}'); break;
            case WitValue.Option(var content): AppendCase(text, content is null ? "none" : "some", content); break;
            case WitValue.Result(var isOk, var payload): AppendCase(text, isOk ? "ok" : "err", payload); break;
            case WitValue.Resource(var target): text.Append($"<{(target is GuestResource resource ? resource.Resource : target.GetType().Name)}>"); break;
        }
    }

    /// <summary>Fields that are none are left out.</summary>
    private static void AppendRecord(StringBuilder text, WitValue.Record record)
    {
        text.Append('{');
        var start = text.Length;
        foreach (var (name, value) in record.Fields)
        {
            if (value is WitValue.Option(null)) continue;
            if (text.Length > start) text.Append(", ");
            text.Append(name).Append(": ");
            Append(text, value);
        }
        if (text.Length == start) text.Append(':');
        text.Append('}');
    }

    private static void AppendItems(StringBuilder text, char open, IEnumerable<WitValue> items, char close)
    {
        text.Append(open);
        var start = text.Length;
        foreach (var item in items)
        {
            if (text.Length > start) text.Append(", ");
            Append(text, item);
        }
        text.Append(close);
    }

    private static void AppendCase(StringBuilder text, string name, WitValue? payload)
    {
        text.Append(name);
        if (payload is null) return;
        text.Append('(');
        Append(text, payload);
        text.Append(')');
    }

    private static string Escaped(string label) => WaveParser.IsKeyword(label) ? "%" + label : label;
}
