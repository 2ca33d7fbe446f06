using System.Globalization;
using System.Net;
using System.Text;

namespace Microlight.Tars;

/// <summary>Where a servant is: <c>tcp -h host -p port -t timeout</c>.</summary>
/// <param name="Transport">tcp, udp or ssl.</param>
/// <param name="Host">A name or address; <c>0.0.0.0</c> where the text says <c>*</c>.</param>
/// <param name="Port">0 to 65535; 0 lets a server choose.</param>
public sealed record TarsEndpoint(TarsTransport Transport, string Host, int Port)
{
    /// <summary>-t: a server closes a connection that is idle for that many milliseconds; 60,000 where it is not said.</summary>
    public int Timeout { get; init; } = 60_000;
    /// <summary>-g: the group that routing keeps calls in.</summary>
    public int Grid { get; init; }
    /// <summary>-q: quality of service.</summary>
    public int Qos { get; init; }
    /// <summary>-w: how many of 100 calls it gets in proportion to others, 0 to 100; null for as many as each other.</summary>
    public int? Weight { get; init; }
    /// <summary>-e: 1 where calls need authentication.</summary>
    public int Authentication { get; init; }

    /// <summary>Reads an endpoint. Flags of one letter that it does not know are passed over.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static TarsEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var endpoint = words is [var transport, ..] && TryParseTransport(transport) is { } known
            ? new TarsEndpoint(known, "", 0)
            : throw new FormatException($"The endpoint '{text.Trim()}' does not begin with tcp, udp or ssl.");
        var hasPort = false;
        for (var i = 1; i < words.Length; i += 2)
        {
            if (words[i] is not ['-', var flag]) throw new FormatException($"'{words[i]}' in the endpoint '{text.Trim()}' is no flag of one letter.");
            if (i + 1 == words.Length) throw new FormatException($"-{flag} in the endpoint '{text.Trim()}' has no value.");
            var value = words[i + 1];
            hasPort |= flag == 'p';
            endpoint = flag switch
            {
                'h' => endpoint with { Host = value == "*" ? "0.0.0.0" : value },
                'p' => endpoint with { Port = Number(text, flag, value, IPEndPoint.MaxPort) },
                't' => endpoint with { Timeout = Number(text, flag, value, int.MaxValue) },
                'g' => endpoint with { Grid = Number(text, flag, value, int.MaxValue) },
                'q' => endpoint with { Qos = Number(text, flag, value, int.MaxValue) },
                'w' => endpoint with { Weight = Number(text, flag, value, 100) },
                'e' => endpoint with { Authentication = Number(text, flag, value, int.MaxValue) },
                _ => endpoint,
            };
        }
        if (endpoint.Host.Length == 0 || !hasPort) throw new FormatException($"The endpoint '{text.Trim()}' needs a host (-h) and a port (-p).");
        return endpoint;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Transport.ToString().ToLowerInvariant()} -h {Host} -p {Port} -t {Timeout}");
        if (Grid != 0) text.Append(CultureInfo.InvariantCulture, $" -g {Grid}");
        if (Qos != 0) text.Append(CultureInfo.InvariantCulture, $" -q {Qos}");
        if (Weight is { } weight) text.Append(CultureInfo.InvariantCulture, $" -w {weight}");
        if (Authentication != 0) text.Append(CultureInfo.InvariantCulture, $" -e {Authentication}");
        return text.ToString();
    }

    internal static TarsTransport? TryParseTransport(string word) => word.ToLowerInvariant() switch
    {
        "tcp" => TarsTransport.Tcp,
        "udp" => TarsTransport.Udp,
        "ssl" => TarsTransport.Ssl,
        _ => null,
    };

    private static int Number(string text, char flag, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"-{flag} in the endpoint '{text.Trim()}' is '{value}'; possible are 0 to {most}.");
}
