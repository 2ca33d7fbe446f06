using System.Text;
using Microlight.Wasm.Text;

namespace Microlight.Wasm;

/// <summary>WebAssembly's text format (spec 6; files named <c>.wat</c>): converts it to the binary format, which everything else here takes.</summary>
public static class WasmText
{
    /// <summary>
    /// Reads the text of one module, <c>(module …)</c> or its fields alone. Identifiers become a name section, <c>@custom</c>, <c>@name</c> and
    /// branch hint annotations are honoured, others ignored. The module is not validated: a compiler does that.
    /// </summary>
    /// <returns>The module in the binary format (spec 5.5); the same text gives the same bytes.</returns>
    /// <exception cref="WasmTextException">The text is no module; the message has line and column.</exception>
    public static byte[] Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>As <see cref="Parse(string)"/>, from UTF-8; not to be changed until this returns.</summary>
    /// <exception cref="WasmTextException">The bytes are not the UTF-8 text of a module; the message has line and column.</exception>
    public static byte[] Parse(ReadOnlyMemory<byte> utf8) => TextModuleReader.Read(utf8);

    /// <summary>
    /// Whether these bytes are text rather than a binary module, by their beginning: after spaces and comments a text has an opening
    /// parenthesis, while a binary module begins with a zero byte. Says nothing about whether the rest is well-formed.
    /// </summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        // By hand: nobody has precompiled TrimStart over bytes, and this is asked at every start.
        while (bytes is [(byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', .. var rest]) bytes = rest;
        return bytes is [(byte)'(', ..] or [(byte)';', (byte)';', ..];
    }
}
