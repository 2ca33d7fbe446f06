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

    /// <summary>Operands for every kind of immediate, so that each instruction can be written.</summary>
    private static string Operands(Opcode opcode) => OpcodeTable.Immediates(opcode) switch
    {
        ImmediateKind.None or ImmediateKind.Zero => "",
        ImmediateKind.Index => " 0",
        ImmediateKind.IndexPair => opcode is Opcode.CallIndirect or Opcode.ReturnCallIndirect ? " 0 (type 0)" : " 0 0",
        ImmediateKind.Labels => " 0 0",
        ImmediateKind.SelectTypes => " (result i32)",
        ImmediateKind.MemoryArgument => " 1 offset=1 align=1",
        ImmediateKind.MemoryLane => " 1 offset=1 align=1 0",
        ImmediateKind.Lane or ImmediateKind.I32 or ImmediateKind.I64 or ImmediateKind.F32 or ImmediateKind.F64 => " 1",
        ImmediateKind.Bytes => opcode == Opcode.V128Const ? " i64x2 1 2" : " 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        ImmediateKind.HeapType => opcode switch { Opcode.RefNull => " any", Opcode.RefTest or Opcode.RefCast => " (ref eq)", _ => " eqref" },
        ImmediateKind.CastBranch => " 0 anyref (ref eq)",
        _ => throw new InvalidOperationException($"{opcode}"),
    };

    [Fact]
    public void Every_instruction_has_a_text()
    {
        foreach (var (opcode, name) in OpcodeNames.All)
        {
            if (OpcodeTable.Immediates(opcode) is ImmediateKind.Block or ImmediateKind.TryTable) continue;
            if (opcode is Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate) continue;
            var bytes = Wat.Module($"(type (func)) (func ({name}{Operands(opcode)}))");
            var buffer = new ModuleBuffer();
            buffer.Opcode(opcode);
            var reader = new InstructionReader(bytes, bytes.AsSpan().LastIndexOf(buffer.Bytes), bytes.Length);
            Assert.True(reader.Read(out var instruction) && reader.Read(out var end) && end.Opcode == Opcode.End && instruction.Opcode == opcode, name);
        }
    }

    [Fact]
    public void Default_alignments_are_those_of_the_access()
    {
        var expected = new Dictionary<Opcode, int>
        {
            [Opcode.I32Load] = 2, [Opcode.I64Load32U] = 2, [Opcode.F64Store] = 3, [Opcode.I64Store8] = 0, [Opcode.V128Load] = 4, [Opcode.V128Load16x4S] = 3,
            [Opcode.V128Load8Splat] = 0, [Opcode.V128Load64Zero] = 3, [Opcode.V128Store16Lane] = 1, [Opcode.I64AtomicRmw16XchgU] = 1, [Opcode.I64AtomicRmwAdd] = 3,
            [Opcode.MemoryAtomicNotify] = 2, [Opcode.MemoryAtomicWait64] = 3, [Opcode.I32AtomicLoad8U] = 0, [Opcode.I64AtomicStore] = 3,
        };
        Assert.All(expected, e => Assert.Equal(e.Value, Microlight.Wasm.Text.TextOpcodes.NaturalAlignment(e.Key)));
    }

    [Theory]
    [InlineData("(func $f (param $x i32) (local $y i64)) (table $t 1 funcref)", "name")]
    [InlineData("(@custom \"here\" (after func) \"a\" \"\\62\") (func)", "here")]
    [InlineData("(func (param i32) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)))", "metadata.code.branch_hint")]
    public void Names_and_annotations_become_custom_sections(string text, string section) =>
        Assert.True(Wat.Module(text).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes((char)section.Length + section)) > 0);

    [Fact]
    public void Names_are_identifiers_or_annotations()
    {
        var module = Wat.Decode("(module $m (@name \"the module\") (func $a) (func $\"b \\u{e9}\") (func $c (@name \"d\")) (func))");
        Assert.Equal("the module", module.Name);
        Assert.Equal(["a", "b é", "d"], module.FunctionNames.OrderBy(n => n.Key).Select(n => n.Value));
    }

    [Fact]
    public void Implied_types_come_behind_the_others_and_are_shared()
    {
        var module = Wat.Decode("(func (param i32)) (type $t (func (result i64))) (func (param $x i32)) (func (type $t) unreachable) (func (result i64) unreachable)");
        Assert.Equal([1, 1, 0, 0], module.FunctionTypes);
    }

    [Theory]
    [InlineData("(block ", ")")]
    [InlineData("(drop (i32.eqz (i32.const 0))) block ", " end ")]
    [InlineData("(if (i32.const 0) (then ", "))")]
    [InlineData("(@a (b ", "))")]
    [InlineData("(; ", " ;)")]
    public void Depth_is_no_limit(string open, string close)
    {
        const int Depth = 200_000;
        var text = $"(func {string.Concat(Enumerable.Repeat(open, Depth))} {string.Concat(Enumerable.Repeat(close, Depth))})";
        Assert.NotEmpty(WasmText.Parse(text));
        Assert.Throws<WasmTextException>(() => WasmText.Parse(text[..^2]));
    }

    [SkippableTheory]
    [InlineData("gc")]
    [InlineData("eh")]
    public void The_features_fixture_is_what_another_assembler_makes_of_it(string name)
    {
        var folder = SharedData.Require("fixtures/programs/wat-features");
        Assert.Equal(WithoutCustomSections(File.ReadAllBytes(Path.Combine(folder, $"{name}.wasm"))), WithoutCustomSections(WasmText.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}.wat")))));
    }

    private static byte[] WithoutCustomSections(byte[] module)
    {
        var reader = new ModuleReader(module, 8, module.Length);
        var rest = new ModuleBuffer();
        while (!reader.AtEnd)
        {
            var start = reader.Position;
            var id = reader.ReadByte();
            reader.ReadBytes((int)reader.ReadU32());
            if (id != (byte)SectionId.Custom) rest.Raw(module.AsSpan(start..reader.Position));
        }
        return rest.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_texts_are_read_or_refused_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["(", ")", "\"", "$x", " ", "(;", ";)", ";;", "(@custom", "(@name \"a\")", "func", "end", "else", "(type 0)", "(param i32)", "0x", "-1", "\\", "(then", "(if", "(import \"a\" \"b\")", "\u00e9"];
        const string Original = """
            (module $m (type $t (sub (struct (field $x (mut i8)) (field (ref null $t))))) (rec (type (func (param i32) (result i64))))
              (import "a" "b" (func $i (param $p f32))) (memory (data "x\00\u{41}")) (table $e funcref (elem $i $f)) (tag $g (param i32))
              (global $c (mut v128) (v128.const f32x4 1 0x1p-3 nan:0x5 inf)) (elem declare func $f) (data $d (i32.const 1) "abc") (export "f" (func $f))
              (func $f (param $a i32) (result i32) (local $l i64) (block $b (result i32) (if (result i32) (local.get $a) (then (br $b (i32.const 1))) (else (i32.load8_u offset=4 (local.get 0)))))
                try_table $q (catch $g 0) br_table $q 0 end (struct.get_s $t $x (ref.null $t)) i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (memory.init $d)))
            """;
        Assert.NotEmpty(WasmText.Parse(Original));
        var (read, refused) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var text = new System.Text.StringBuilder(Original);
            for (var n = random.Next(1, 3); n > 0; n--)
            {
                var position = random.Next(text.Length);
                if (random.Next(2) == 0) text.Insert(position, pieces[random.Next(pieces.Length)]);
                else text.Remove(position, Math.Min(random.Next(1, 12), text.Length - position));
            }
            try
            {
                WasmText.Parse(text.ToString());
                read++;
            }
            catch (WasmTextException)
            {
                refused++;
            }
        }
        Assert.True(read > 20 && refused > 100, $"{read} read, {refused} refused");
    }
}
