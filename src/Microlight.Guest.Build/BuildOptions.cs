using System.Globalization;

namespace Microlight.Guest.Build;

/// <summary>What to build, as Microlight.Guest.targets writes it: lines of NAME=VALUE.</summary>
internal sealed record BuildOptions
{
    private const ulong Page = 4096, MaximumStack = 256 << 20;

    /// <summary>Assemblies with guest code, the class library last.</summary>
    public IReadOnlyList<string> Assemblies { get; private init; } = [];
    public string Output { get; private init; } = "";
    public string InstructionSet { get; private init; } = "x86-64-v2";
    /// <summary>Bytes.</summary>
    public ulong HeapMaximum { get; private init; } = 1 << 30;
    /// <summary>Bytes, 0 for the host's choice.</summary>
    public ulong StackSize { get; private init; }

    /// <exception cref="BuildErrorException">A line or a value is wrong.</exception>
    public static BuildOptions Read(string path)
    {
        var options = new BuildOptions();
        var assemblies = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || line.Length == equals + 1) continue;
            var value = line[(equals + 1)..];
            switch (line[..equals])
            {
                case "assembly": assemblies.Add(value); break;
                case "output": options = options with { Output = value }; break;
                case "instruction-set": options = options with { InstructionSet = value }; break;
                case "heap": options = options with { HeapMaximum = Bytes("GuestHeapMaximum", value, GuestHeapLayout.MaximumSize) }; break;
                case "stack": options = options with { StackSize = Bytes("GuestStackSize", value, MaximumStack) }; break;
                default: throw new BuildErrorException("MLG100", $"The option '{line}' is unknown.");
            }
        }
        if (assemblies.Count < 2 || options.Output.Length == 0) throw new BuildErrorException("MLG100", $"{path} names no assemblies or no output.");
        return options with { Assemblies = assemblies };
    }

    private static ulong Bytes(string property, string text, ulong maximum) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes % Page == 0 && bytes <= maximum
            ? bytes
            : throw new BuildErrorException("MLG105", $"The property {property} is '{text}'; it is a number of bytes, a multiple of {Page} up to {maximum}.");
}
