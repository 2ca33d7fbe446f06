using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Validation;

/// <summary>Typed references and garbage collection: what the conformance suite does not ask, above all messages and hostile shapes.</summary>
public sealed class ReferenceValidationTests
{
    [Theory]
    [InlineData("(type $a (array i8)) (type $b (sub (array i8))) (type $s (struct)) (func (param (ref $b)) (result (ref $s)) local.get 0)", "end expects (ref 2), the stack has (ref 1)")]
    [InlineData("(type $a (struct)) (type $b (struct)) (func (param (ref $b)) (result (ref null $a)) local.get 0)", null)]
    [InlineData("(type $a (struct)) (func (local (ref $a)) local.get 0 drop)", "Uninitialized local 0")]
    [InlineData("(type $a (struct)) (func (local (ref $a)) struct.new $a local.set 0 block local.get 0 drop end)", null)]
    [InlineData("(type $a (struct)) (func (local (ref $a)) block struct.new $a local.tee 0 drop local.get 0 drop end local.get 0 drop)", "Uninitialized local 0")]
    [InlineData("(type $a (struct)) (func (param i32) (local (ref $a)) local.get 0 if struct.new $a local.set 1 else local.get 1 drop end)", "Uninitialized local 1")]
    [InlineData("(type $a (struct)) (func (param (ref $a)) block local.get 0 local.set 0 end local.get 0 drop)", null)]
    [InlineData("(func (unreachable) (ref.as_non_null) (i32.eqz) drop)", "i32.eqz expects i32, the stack has (ref bottom)")]
    [InlineData("(func (result i32) (unreachable) (ref.as_non_null) (ref.is_null))", null)]
    [InlineData("(type $f (func (result i32))) (func (param funcref) (result i32) local.get 0 call_ref $f)", "call_ref expects (ref null 0), the stack has funcref")]
    [InlineData("(type $s (struct (field i8))) (func (param (ref $s)) (result i32) local.get 0 struct.get $s 0)", "packed")]
    [InlineData("(type $s (struct (field i32))) (func (param (ref $s)) (result i32) local.get 0 struct.get_u $s 0)", "unpacked")]
    [InlineData("(type $s (struct (field i32))) (func (param (ref $s)) local.get 0 i32.const 1 struct.set $s 0)", "immutable")]
    [InlineData("(type $s (struct (field (ref func)))) (func struct.new_default $s drop)", "not defaultable")]
    [InlineData("(type $f (func)) (table 1 (ref $f))", "has no initialiser")]
    [InlineData("(func $g) (elem declare func $g) (table 1 (ref func) (ref.func $g)) (func (result (ref func)) i32.const 0 table.get 0)", null)]
    [InlineData("(global (ref i31) (ref.i31 (i32.const 1))) (table 1 i31ref (global.get 0))", "Unknown global 0")]
    [InlineData("(table $t 1 externref) (func (param anyref) i32.const 0 local.get 0 table.set $t)", "table.set expects externref, the stack has anyref")]
    [InlineData("(type $a (struct (field i32))) (type $b (sub $a (struct (field i32))))", "final")]
    [InlineData("(type $a (sub (struct (field (mut anyref))))) (type $b (sub $a (struct (field (mut eqref)))))", "does not match it")]
    [InlineData("(type $a (sub (struct (field anyref)))) (type $b (sub $a (struct (field eqref i32))))", null)]
    [InlineData("(func (param anyref) (result eqref) block (result structref) local.get 0 br_on_cast 0 anyref arrayref drop unreachable end)", "gives its label arrayref, which takes structref")]
    public void Rules_and_their_messages(string fields, string? fault)
    {
        var module = ModuleDecoder.Decode(Wat.Module($"(module {fields})"));
        if (fault is null) ModuleValidator.Validate(module);
        else Assert.Contains(fault, Assert.Throws<WasmInvalidException>(() => ModuleValidator.Validate(module)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Supertypes_are_limited_in_depth()
    {
        ModuleValidator.Validate(ModuleDecoder.Decode(Chain(ModuleLimits.SubtypingDepth + 1)));
        var e = Assert.Throws<WasmLimitException>(() => ModuleValidator.Validate(ModuleDecoder.Decode(Chain(ModuleLimits.SubtypingDepth + 2))));
        Assert.Contains("64 supertypes", e.Message, StringComparison.Ordinal);
        Assert.Throws<WasmLimitException>(() => ModuleValidator.Validate(ModuleDecoder.Decode(Chain(200_000))));
    }

    /// <summary>Two bytes a type: what is kept for each is bounded, whether types stand alone or refer to one another.</summary>
    [Fact]
    public void A_million_types_cost_memory_by_their_size()
    {
        var empty = new ModuleWriter().Byte(0x4e).U32(500_000);
        for (var i = 0; i < 500_000; i++) empty.Byte(0x5f).Byte(0);
        var ring = new ModuleWriter().Byte(0x4e).U32(200_000);
        for (var i = 0; i < 200_000; i++) ring.Byte(0x5e).Byte(0x63).S64((i + 1) % 200_000).Byte(1);
        foreach (var group in (ModuleWriter[])[empty, ring])
        {
            var bytes = ModuleWriter.Module(ModuleWriter.Section(SectionId.Type, group));
            var before = GC.GetAllocatedBytesForCurrentThread();
            ModuleValidator.Validate(ModuleDecoder.Decode(bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L * bytes.Length);
        }
    }

    /// <summary>Three bytes of unreachable code mention a struct of 10,000 fields; each must not cost 10,000 steps.</summary>
    [Theory]
    [InlineData((int)Opcode.StructNew, 0, false)]
    [InlineData((int)Opcode.StructNewDefault, 0, false)]
    [InlineData((int)Opcode.ArrayNewFixed, 1, false)]
    [InlineData((int)Opcode.StructNew, 0, true)]
    public async Task Instructions_cost_what_they_take_from_the_stack(int opcode, byte type, bool reachable)
    {
        var structure = new ModuleWriter().Byte(0x5f).U32(10_000);
        for (var i = 0; i < 10_000; i++) structure.Byte((byte)WasmType.I64.Code).Byte(0);
        var code = new ModuleWriter().Byte((byte)(reachable ? Opcode.Nop : Opcode.Unreachable));
        for (var i = 0; i < 200_000; i++)
        {
            code.Byte(0xfb).Byte((byte)opcode).Byte(type);
            if (opcode == (int)Opcode.ArrayNewFixed) code.U32(uint.MaxValue);
            code.Byte((byte)Opcode.Drop);
        }
        var module = ModuleDecoder.Decode(ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, structure, new ModuleWriter().Byte(0x5e).Byte((byte)WasmType.I64.Code).Byte(0), ModuleWriter.FunctionType([], [])),
            ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(2)),
            ModuleWriter.Section(SectionId.Code, ModuleWriter.Body(code.ToArray()))));
        // 200,000 × 10,000 steps would take seconds, 200,000 × 4,294,967,295 days: this bound is far from both.
        var validation = Task.Run(() => Record.Exception(() => ModuleValidator.Validate(module)));
        Assert.Same(validation, await Task.WhenAny(validation, Task.Delay(TimeSpan.FromMinutes(1))));
        if (reachable) Assert.IsType<WasmInvalidException>(await validation);
        else Assert.Null(await validation);
    }

    private static byte[] Chain(int length)
    {
        var group = new ModuleWriter().Byte(0x4e).U32((uint)length).Byte(0x50).U32(0).Byte(0x5f).U32(0);
        for (var i = 1; i < length; i++) group.Byte(0x50).U32(1).U32((uint)i - 1).Byte(0x5f).U32(0);
        return ModuleWriter.Module(ModuleWriter.Section(SectionId.Type, group));
    }
}
