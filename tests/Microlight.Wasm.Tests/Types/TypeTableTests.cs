using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Tests.Types;

/// <summary>Iso-recursive equality and subtyping, by definitions that are made here.</summary>
public sealed class TypeTableTests
{
    private static StructType Struct(params WasmType[] fields) => new(Array.ConvertAll(fields, f => new FieldType(f, Packing.None, false)));

    private static WasmType To(int type) => WasmType.Reference(type, nullable: true);

    /// <summary>Groups one after the other; each an array of composites, open and without supertypes.</summary>
    private static TypeDefinition[] Groups(params CompositeType[][] groups)
    {
        var types = new List<TypeDefinition>();
        foreach (var group in groups)
        {
            var start = types.Count;
            types.AddRange(group.Select(c => new TypeDefinition(c, false, -1, start, group.Length)));
        }
        return [.. types];
    }

    [Fact]
    public void Equal_types_of_two_modules_have_one_id()
    {
        var table = new TypeTable();
        var first = table.Add(Groups([Struct(WasmType.I32)], [Struct(To(0))], [Struct(To(1), To(0))]));
        var second = table.Add(Groups([new ArrayType(new FieldType(WasmType.I64, Packing.None, true))], [Struct(WasmType.I32)], [Struct(To(1))], [Struct(To(2), To(1))]));
        Assert.Equal([1, 2, 3], first);
        Assert.Equal([4, 1, 2, 3], second);
        Assert.Equal(4, table.Count);
        Assert.Equal(To(2), ((StructType)table[2].Composite).Fields[0].Type);
    }

    [Fact]
    public void Groups_are_equal_by_their_inner_references()
    {
        var table = new TypeTable();
        // (rec (type 0 (struct (ref 1))) (type 1 (struct (ref 0)))), twice, once with the places changed.
        var ids = table.Add(Groups([Struct(To(1)), Struct(To(0), WasmType.I32)], [Struct(To(3)), Struct(To(2), WasmType.I32)], [Struct(To(5), WasmType.I32), Struct(To(4))]));
        Assert.Equal([1, 2, 1, 2, 3, 4], ids);
    }

    [Fact]
    public void An_unrolled_type_is_another()
    {
        var table = new TypeTable();
        // Type 1 refers to type 0 as type 0 does to itself: equal by unrolling, not by groups.
        Assert.Equal([1, 2], table.Add(Groups([Struct(To(0))], [Struct(To(0))])));
        // A group of one and the same definition inside a larger group differ.
        Assert.Equal([1, 3, 4], table.Add(Groups([Struct(To(0))], [Struct(To(1)), Struct(To(1))])));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Finality_mutability_and_packing_tell_types_apart(bool final, int expected)
    {
        var table = new TypeTable();
        table.Add(Groups([new ArrayType(new FieldType(WasmType.I32, Packing.I8, true))]));
        Assert.Equal([expected], table.Add([new TypeDefinition(new ArrayType(new FieldType(WasmType.I32, Packing.I8, true)), final, -1, 0, 1)]));
        Assert.NotEqual([1], table.Add(Groups([new ArrayType(new FieldType(WasmType.I32, Packing.I16, true))])));
        Assert.NotEqual([1], table.Add(Groups([new ArrayType(new FieldType(WasmType.I32, Packing.I8, false))])));
    }

    [Fact]
    public void References_behind_the_group_are_refused_with_their_place()
    {
        var type = new TypeDefinition(Struct(To(1)), true, -1, 0, 1) { Offset = 12 };
        var e = Assert.Throws<WasmInvalidException>(() => new TypeTable().Add([type, .. Groups([Struct()])]));
        Assert.Equal(12, e.Offset);
        Assert.Contains("Unknown type 1", e.Message, StringComparison.Ordinal);
        Assert.Throws<WasmInvalidException>(() => new TypeTable().Add([new TypeDefinition(Struct(), false, 0, 0, 1)]));
    }

    [Fact]
    public void Declared_and_abstract_supertypes()
    {
        var table = new TypeTable();
        var ids = table.Add(
        [
            new TypeDefinition(Struct(), false, -1, 0, 1), new TypeDefinition(Struct(WasmType.I32), false, 0, 1, 1), new TypeDefinition(Struct(WasmType.I32, WasmType.I32), true, 1, 2, 1),
            new TypeDefinition(new FunctionType([], []), false, -1, 3, 1), new TypeDefinition(new ArrayType(new FieldType(WasmType.I32, Packing.None, false)), false, -1, 4, 1),
        ]);
        Assert.Equal([0, 1, 2, 0, 0], Enumerable.Range(0, 5).Select(i => table[i].Depth));
        (WasmType Sub, WasmType Super)[] related =
        [
            (To(ids[2]), To(ids[0])), (To(ids[2]), WasmType.StructRef), (To(ids[2]), WasmType.EqRef), (To(ids[2]), WasmType.AnyRef), (WasmType.NullRef, To(ids[2])),
            (WasmType.NullRef, WasmType.I31Ref), (WasmType.I31Ref, WasmType.EqRef), (To(ids[4]), WasmType.ArrayRef), (WasmType.NullFuncRef, To(ids[3])),
            (To(ids[3]), WasmType.FuncRef), (WasmType.NullExternRef, WasmType.ExternRef), (WasmType.NullExnRef, WasmType.ExnRef),
            (WasmType.Reference(ids[1], nullable: false), To(ids[0])), (new WasmType(TypeCode.BottomRef, false), WasmType.Reference(ids[3], false)), (WasmType.Bottom, WasmType.I32),
        ];
        foreach (var (sub, super) in related)
        {
            Assert.True(table.IsSubtype(sub, super), $"{sub} <: {super}");
            Assert.False(table.IsSubtype(super, sub), $"{super} <: {sub}");
        }
        (WasmType, WasmType)[] unrelated =
        [
            (To(ids[3]), WasmType.AnyRef), (To(ids[3]), To(ids[0])), (WasmType.NullRef, To(ids[3])), (WasmType.NullFuncRef, WasmType.AnyRef), (WasmType.ExternRef, WasmType.AnyRef),
            (To(ids[0]), WasmType.Reference(ids[0], false)), (WasmType.I32, WasmType.I64), (WasmType.I31Ref, WasmType.StructRef), (WasmType.NullRef, WasmType.NullExternRef),
        ];
        foreach (var (sub, super) in unrelated) Assert.False(table.IsSubtype(sub, super), $"{sub} <: {super}");
    }

    /// <summary>Deep chains, one huge group and many equal groups: all references are looked at a fixed number of times.</summary>
    [Fact]
    public void Hostile_definitions_take_linear_memory()
    {
        const int count = 200_000;
        var chain = Enumerable.Range(0, count).Select(i => new TypeDefinition(Struct(To(Math.Max(0, i - 1))), true, -1, i, 1)).ToArray();
        var group = Enumerable.Range(0, count).Select(i => new TypeDefinition(Struct(To((i + 1) % count)), false, i == 0 ? -1 : i - 1, 0, count)).ToArray();
        foreach (var types in (TypeDefinition[][])[chain, group])
        {
            var table = new TypeTable();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var ids = table.Add(types);
            var used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(used, 0, 400L * count);
            Assert.Equal(count, table.Count);
            Assert.Equal(ids, table.Add(types));
            Assert.Equal(count, table.Count);
        }
    }
}
