using Microlight.Wasi.Filesystem;

namespace Microlight.Cli.Arguments;

/// <summary><c>--dir HOST[::GUEST]</c>: a directory of the host and the name it has for the guest.</summary>
internal static class DirectoryGrant
{
    private const string Separator = "::";

    /// <summary>Without <c>::GUEST</c> the guest knows the directory by the name given, as with wasmtime.</summary>
    public static PreopenedDirectory? TryParse(string text)
    {
        var split = text.IndexOf(Separator, StringComparison.Ordinal);
        var (host, guest) = split < 0 ? (text, text) : (text[..split], text[(split + Separator.Length)..]);
        return host.Length == 0 || guest.Length == 0 ? null : new PreopenedDirectory(host, guest);
    }
}
