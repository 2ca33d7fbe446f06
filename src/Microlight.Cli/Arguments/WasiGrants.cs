using Microlight.Wasi.Sockets;

namespace Microlight.Cli.Arguments;

/// <summary>
/// What <c>-S</c> grants of WASI 0.2: <c>-S NAME[=VALUE],…</c>. Switches are spelled as wasmtime has them, take <c>y</c> or <c>n</c>, and are on without a
/// value; <c>listen</c>, <c>connect</c> and <c>http</c> take a <see cref="NetworkRule"/>, which wasmtime does not have.
/// </summary>
internal sealed record WasiGrants
{
    private const string Names = "inherit-network, tcp, udp, allow-ip-name-lookup, listen=RULE, connect=RULE, http[=RULE], inherit-env";

    /// <summary>What sockets may reach.</summary>
    public required NetworkPolicy Network { get; init; }

    /// <summary>What HTTP requests may reach.</summary>
    public required NetworkPolicy Http { get; init; }

    /// <summary>Whether the program gets the tool's environment.</summary>
    public required bool InheritsEnvironment { get; init; }

    /// <param name="texts">The values of all <c>-S</c>; the last of two contrary ones counts.</param>
    public static WasiGrants Parse(IEnumerable<string> texts)
    {
        bool everything = false, tcp = true, udp = true, names = false, http = false, environment = false;
        List<NetworkRule> listen = [], connect = [], requests = [];
        foreach (var text in texts.SelectMany(t => t.Split(',')))
        {
            var parts = text.Split('=', 2);
            var value = parts.Length > 1 ? parts[1] : null;
            switch (parts[0])
            {
                case "inherit-network": everything = Switch(text, value); break;
                case "tcp": tcp = Switch(text, value); break;
                case "udp": udp = Switch(text, value); break;
                case "allow-ip-name-lookup": names = Switch(text, value); break;
                case "inherit-env": environment = Switch(text, value); break;
                case "listen": listen.Add(Rule(text, value)); break;
                case "connect": connect.Add(Rule(text, value)); break;
                case "http" when IsSwitch(value): http = Switch(text, value); break;
                case "http": requests.Add(Rule(text, value)); break;
                default: throw new UserErrorException($"'-S {text}' is unknown; there are {Names}.", ExitCodes.Usage);
            }
        }
        try
        {
            return new WasiGrants
            {
                Network = (everything ? NetworkPolicy.Unrestricted : new NetworkPolicy { Connect = connect, Listen = listen, AllowNameLookup = names })
                    with { AllowTcp = tcp, AllowUdp = udp },
                Http = http && everything ? NetworkPolicy.Unrestricted : new NetworkPolicy { Connect = http ? [NetworkRule.Public, .. requests] : requests },
                InheritsEnvironment = environment,
            };
        }
        catch (ArgumentException exception)
        {
            throw new UserErrorException($"'-S listen': {exception.Message}", ExitCodes.Usage, exception);
        }
    }

    private static bool IsSwitch(string? value) => value is null or "y" or "yes" or "true" or "n" or "no" or "false";

    private static bool Switch(string text, string? value) => IsSwitch(value)
        ? value is null or "y" or "yes" or "true"
        : throw new UserErrorException($"'-S {text}' must be y or n.", ExitCodes.Usage);

    private static NetworkRule Rule(string text, string? value)
    {
        try
        {
            return NetworkRule.Parse(value ?? "");
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"'-S {text}': {exception.Message}", ExitCodes.Usage, exception);
        }
    }
}
