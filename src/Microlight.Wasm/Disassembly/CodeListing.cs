using Iced.Intel;
using Microlight.Images;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Disassembly;

/// <summary>
/// The machine code of a compiled program as text: Intel syntax, one function after another, calls, globals, memories and tables by name.
/// Addresses of memory 0 are the guest's own: <c>[rax+0x10]</c> is the byte at i32 address rax + 16.
/// </summary>
/// <remarks>Bytes that are no instruction are shown as <c>(bad)</c>: an image may come from anywhere.</remarks>
public sealed class CodeListing
{
    private readonly GuestImage _image;
    private readonly CodeSymbols _symbols;

    /// <summary>Reads the symbols of an image made from WebAssembly.</summary>
    /// <exception cref="InvalidGuestImageException">It was not made from WebAssembly, or by another version.</exception>
    public CodeListing(GuestImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _image = image;
        var manifest = ImageManifest.Parse(image.GetSection(ImageManifest.SectionName).Span, image.Name);
        _symbols = new CodeSymbols(image.ReadAllSymbols(), manifest);
    }

    /// <summary>The module's functions in the order of their index.</summary>
    public IReadOnlyList<CodeFunction> Functions => _symbols.Functions;

    /// <summary>What is not the module's own: stubs for exports and imports, instructions that are calls, traps; by address.</summary>
    public IReadOnlyList<CodeFunction> Helpers => _symbols.Helpers;

    /// <summary>Writes one function: a line with address and name, then an instruction a line.</summary>
    /// <param name="function">Of this listing.</param>
    /// <param name="output">Where to.</param>
    /// <param name="bytes">Whether to show the bytes of each instruction.</param>
    public void Write(CodeFunction function, TextWriter output, bool bytes = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"{function.Address:x16} <{Text(function.Name)}>{(function.Index is { } index ? $" function {index}" : "")}, {function.Size} bytes:");
        if (!_image.TryRead(function.Address, out var code)) return;
        code = code[..(int)Math.Min((ulong)code.Length, function.Size)];
        var formatter = new NasmFormatter(_symbols)
        {
            Options =
            {
                HexPrefix = "0x", HexSuffix = null, UppercaseHex = false, SmallHexNumbersInDecimal = true, SpaceAfterOperandSeparator = true, FirstOperandCharIndex = 8,
                BranchLeadingZeros = false, RipRelativeAddresses = false, ShowSymbolAddress = false, SignedImmediateOperands = false,
            },
        };
        var decoder = Decoder.Create(64, code.ToArray());
        decoder.IP = function.Address;
        var text = new StringOutput();
        _symbols.Current = function;
        while (decoder.IP - function.Address < (ulong)code.Length)
        {
            decoder.Decode(out var instruction);
            var start = (int)(instruction.IP - function.Address);
            formatter.Format(instruction, text);
            var hex = bytes ? Convert.ToHexStringLower(code.Slice(start, instruction.Length)).PadRight(22) : "";
            output.WriteLine($"  {start,6:x}  {hex}{Text(text.ToStringAndReset())}");
        }
    }

    /// <summary>Names are the guest's: what would steer a terminal is replaced.</summary>
    private static string Text(string text) => Diagnostics.GuestText.Printable(text);
}
