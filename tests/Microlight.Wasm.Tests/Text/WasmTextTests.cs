using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Text;

/// <summary>The text format read: what becomes of each construct, and where faults are said to be.</summary>
public sealed class WasmTextTests
{
    /// <summary>The instructions of the first function, in the order of the binary format.</summary>
    private static string Code(string body) => Instructions(Wat.Module($"(module (func (param i32 i32) {body}))"));

    private static string Instructions(byte[] bytes)
    {
        var module = ModuleDecoder.Decode(bytes);
        var reader = new InstructionReader(bytes, module.Bodies[0].Code, module.Bodies[0].End);
        var names = new List<string>();
        while (reader.Read(out var instruction)) names.Add(instruction.Opcode.Name() + (OpcodeTable.Immediates(instruction.Opcode) == ImmediateKind.Index ? $" {instruction.A}" : ""));
        return string.Join("; ", names);
    }

    [Theory]
    [InlineData("local.get 0 local.get 1 i32.add drop", "local.get 0; local.get 1; i32.add; drop; end")]
    [InlineData("(drop (i32.add (local.get 0) (local.get 1)))", "local.get 0; local.get 1; i32.add; drop; end")]
    [InlineData("local.get 0 (drop (i32.add (local.get 1)))", "local.get 0; local.get 1; i32.add; drop; end")]
    [InlineData("(if (local.get 0) (then nop) (else unreachable))", "local.get 0; if; nop; else; unreachable; end; end")]
    [InlineData("(if (then))", "if; end; end")]
    [InlineData("block $a loop $b br $a br $b end $b end $a", "block; loop; br 1; br 0; end; end; end")]
    [InlineData("(block $a (block $a (br $a)) (br $a))", "block; block; br 0; end; br 0; end; end")]
    [InlineData("(block $a (if (br $a) (then (br $a))))", "block; br 0; if; br 1; end; end; end")]
    public void Instructions_are_read_plain_and_folded(string body, string expected) => Assert.Equal(expected, Code(body));

    [Theory]
    [InlineData("(module (func (i32.const 1) frob))", 1, 29, "Unknown operator 'frob'")]
    [InlineData("(module\n  (func\n    (call $x)))", 3, 11, "Unknown function '$x'")]
    [InlineData("(module\r\n(func br $l))", 2, 10, "Unknown label '$l'")]
    [InlineData("(module (func $aé))", 1, 17, "Illegal character 'é'")]
    [InlineData("(module (;é;) (func $a) (func $a))", 1, 31, "Duplicate function")]
    [InlineData("(module (func)", 1, 15, "Unexpected end of the text")]
    [InlineData("(module (func (block)", 1, 15, "Unexpected end of the text")]
    [InlineData("(module) (module)", 1, 10, "Unexpected token '('")]
    [InlineData("(module (memory 1) (import \"a\" \"b\" (func)))", 1, 28, "Import after memory")]
    [InlineData("(module (func (i32.load align=3 (i32.const 0))))", 1, 25, "power of two")]
    [InlineData("(module (func (i32.const 4294967296)))", 1, 26, "Constant out of range")]
    public void A_fault_is_reported_with_line_and_column(string text, int line, int column, string message)
    {
        var fault = Assert.Throws<WasmTextException>(() => WasmText.Parse(text));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.DoesNotContain('\n', fault.Message);
    }
}
