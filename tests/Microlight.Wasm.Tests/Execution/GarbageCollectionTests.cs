using Microlight.Wasm.Cil;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>The collector: what is held lives on wherever it is held, what is not makes room, and a heap that is full is a trap of its own.</summary>
public sealed class GarbageCollectionTests
{
    private const string Types = """
        (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i32)) (field $payload (mut anyref))))
        (type $nodes (array (mut (ref null $node))))
        (type $bytes (array (mut i8)))
        (type $box (struct (field i64) (field (ref null $nodes))))
        """;

    /// <summary>Makes garbage: calls of it collect in the heaps of these tests.</summary>
    private const string Litter = """
        (func $litter (param $count i32)
          (loop $again
            (drop (struct.new $node (ref.null $node) (local.get $count) (ref.null any)))
            (drop (array.new_default $nodes (i32.const 40)))
            (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
        """;

    private static WasmInstance Create(string functions, ulong maximumHeap = 4 << 20, bool collectAlways = false)
    {
        var options = new WasmCompilerOptions { MaximumHeap = maximumHeap, CollectAlways = collectAlways };
        var image = GuestImage.FromBytes(WasmCompiler.Compile(Wat.Module($"(module {Types} {functions})"), options), "gc");
        try
        {
            return WasmInstance.Create(image, new SandboxOptions { CallTimeout = TimeSpan.FromMinutes(1) });
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
            throw;
        }
    }

    private static int Run(WasmInstance instance, string function, params GuestValue[] arguments) => instance.Invoke(function, arguments)[0].AsInt32();

    private static WasmTrapKind Trap(WasmInstance instance, string function, params GuestValue[] arguments) =>
        Assert.Throws<WasmTrapException>(() => instance.Invoke(function, arguments)).Kind;

    /// <summary>Far more than the heap holds, made and dropped; and a list of 20,000 nodes that lives through it.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_list_in_a_local_survives_collections_in_callees(bool collectAlways)
    {
        using var instance = Create($$"""
            {{Litter}}
            (func (export "sum") (param $nodes i32) (param $litter i32) (result i32)
              (local $list (ref null $node)) (local $sum i32)
              (loop $more
                (local.set $list (struct.new $node (local.get $list) (local.get $nodes) (ref.i31 (local.get $nodes))))
                (br_if $more (local.tee $nodes (i32.sub (local.get $nodes) (i32.const 1)))))
              (call $litter (local.get $litter))
              (block $end
                (loop $next
                  (br_if $end (ref.is_null (local.get $list)))
                  (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (local.get $list))))
                  (local.set $sum (i32.sub (local.get $sum) (i31.get_s (ref.cast (ref i31) (struct.get $node $payload (local.get $list))))))
                  (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                  (local.set $list (struct.get $node $next (local.get $list)))
                  (br $next)))
              (local.get $sum))
            """, collectAlways: collectAlways);
        // Every collection marks what is alive, so fewer under stress.
        var (nodes, litter) = collectAlways ? (200, 200) : (20_000, 100_000);
        Assert.Equal(nodes, Run(instance, "sum", nodes, litter));
        Assert.Equal(nodes, Run(instance, "sum", nodes, litter));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Objects_are_held_by_globals_tables_elements_arrays_and_cycles(bool collectAlways)
    {
        using var instance = Create($$"""
            (global $global (mut (ref null $node)) (ref.null $node))
            (global $constant (ref $node) (struct.new $node (ref.null $node) (i32.const 16) (ref.null any)))
            (table $table 10 anyref)
            (elem $elements (ref null $node) (item (struct.new $node (ref.null $node) (i32.const 32) (ref.null any))))
            {{Litter}}
            (func (export "hold")
              (local $one (ref null $node)) (local $two (ref null $node))
              (global.set $global (struct.new $node (ref.null $node) (i32.const 1) (ref.null any)))
              (table.set $table (i32.const 3) (struct.new $node (ref.null $node) (i32.const 2) (ref.null any)))
              (local.set $one (struct.new $node (ref.null $node) (i32.const 4) (ref.null any)))
              (local.set $two (struct.new $node (local.get $one) (i32.const 8) (ref.null any)))
              (struct.set $node $next (local.get $one) (local.get $two))
              (table.set $table (i32.const 4) (struct.new $box (i64.const -1) (array.new_fixed $nodes 2 (ref.null $node) (local.get $one)))))
            (func (export "sum") (param $litter i32) (result i32)
              (local $box (ref null $box)) (local $one (ref null $node)) (local $array (ref null $nodes))
              (call $litter (local.get $litter))
              (local.set $box (ref.cast (ref $box) (table.get $table (i32.const 4))))
              (local.set $one (array.get $nodes (struct.get $box 1 (local.get $box)) (i32.const 1)))
              (local.set $array (array.new_elem $nodes $elements (i32.const 0) (i32.const 1)))
              (i32.add (struct.get $node $value (global.get $global))
              (i32.add (struct.get $node $value (ref.cast (ref $node) (table.get $table (i32.const 3))))
              (i32.add (struct.get $node $value (local.get $one))
              (i32.add (struct.get $node $value (struct.get $node $next (local.get $one)))
              (i32.add (struct.get $node $value (array.get $nodes (local.get $array) (i32.const 0)))
                       (struct.get $node $value (global.get $constant))))))))
            """, collectAlways: collectAlways);
        instance.Invoke("hold", []);
        for (var i = 0; i < 3; i++) Assert.Equal(63, Run(instance, "sum", collectAlways ? 100 : 50_000));
    }

    /// <summary>Values that are on the evaluation stack, in argument registers or in result slots while the next object is made.</summary>
    [SkippableFact]
    public void Temporaries_survive_a_collection_at_every_allocation()
    {
        using var instance = Create("""
            (func $make (param i32) (result (ref $node)) (struct.new $node (ref.null $node) (local.get 0) (ref.null any)))
            (func $pair (param i32) (result (ref $node) (ref $node)) (call $make (local.get 0)) (call $make (i32.add (local.get 0) (i32.const 1))))
            (func $value (param (ref null $node)) (result i32) (struct.get $node $value (local.get 0)))
            (func $many (param (ref $node) (ref $node) (ref $node) (ref $node) (ref $node) (ref $node) (ref $node) (ref $node)) (result i32)
              (drop (call $make (i32.const 0)))
              (i32.add (call $value (local.get 0)) (i32.add (call $value (local.get 6)) (call $value (local.get 7)))))
            (func (export "nested") (result i32)
              (local $n (ref null $node))
              (local.set $n (struct.new $node
                (struct.new $node (struct.new $node (ref.null $node) (i32.const 1) (call $make (i32.const 100))) (i32.const 2) (call $make (i32.const 200)))
                (i32.const 3) (array.new_fixed $nodes 3 (call $make (i32.const 5)) (call $make (i32.const 6)) (call $make (i32.const 7)))))
              (drop (call $make (i32.const 0)))
              (i32.add (call $value (struct.get $node $next (struct.get $node $next (local.get $n))))
                (i32.add (call $value (ref.cast (ref $node) (struct.get $node $payload (struct.get $node $next (local.get $n)))))
                  (call $value (array.get $nodes (ref.cast (ref $nodes) (struct.get $node $payload (local.get $n))) (i32.const 2))))))
            (func (export "many") (result i32)
              (call $many (call $make (i32.const 1)) (call $make (i32.const 2)) (call $make (i32.const 3)) (call $make (i32.const 4))
                (call $make (i32.const 5)) (call $make (i32.const 6)) (call $make (i32.const 7)) (call $make (i32.const 8))))
            (func (export "pair") (result i32)
              (local $a (ref null $node)) (local $b (ref null $node))
              (call $pair (i32.const 10))
              (local.set $b) (local.set $a)
              (drop (call $make (i32.const 0)))
              (i32.sub (i32.mul (call $value (local.get $a)) (call $value (local.get $b))) (i32.const 10)))
            """, collectAlways: true);
        Assert.Equal(1 + 200 + 7, Run(instance, "nested"));
        Assert.Equal(16, Run(instance, "many"));
        Assert.Equal(100, Run(instance, "pair"));
    }

    [SkippableFact]
    public void What_is_alive_beyond_the_limit_is_a_trap_and_what_is_not_makes_room()
    {
        using var instance = Create("""
            (global $kept (mut (ref null $node)) (ref.null $node))
            (func (export "keep") (param $count i32)
              (loop $again
                (global.set $kept (struct.new $node (global.get $kept) (i32.const 0) (ref.null any)))
                (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
            (func (export "drop") (global.set $kept (ref.null $node)))
            (func (export "bytes") (param i32) (result i32) (array.len (array.new_default $bytes (local.get 0))))
            (func (export "references") (param i32) (result i32) (array.len (array.new $nodes (ref.null $node) (local.get 0))))
            """, maximumHeap: 2 << 20);
        // 32 bytes each: two megabytes do not hold 100,000.
        Assert.Equal(WasmTrapKind.HeapExhausted, Trap(instance, "keep", 100_000));
        instance.Restore();
        for (var i = 0; i < 10; i++)
        {
            instance.Invoke("keep", [20_000]);
            instance.Invoke("drop", []);
            Assert.Equal(600_000, Run(instance, "bytes", 600_000));
        }
        foreach (var length in (int[])[-1, int.MaxValue, 1 << 21])
        {
            Assert.Equal(WasmTrapKind.HeapExhausted, Trap(instance, "bytes", length));
            instance.Restore();
            Assert.Equal(WasmTrapKind.HeapExhausted, Trap(instance, "references", length));
            instance.Restore();
        }
    }

    /// <summary>More pending objects than the mark stack has room for, in every order, and a chain as long as the heap.</summary>
    [SkippableFact]
    public void Marking_takes_any_shape()
    {
        using var instance = Create($$"""
            (global $root (mut anyref) (ref.null any))
            {{Litter}}
            (func (export "wide") (param $count i32) (result i32)
              (local $array (ref $nodes)) (local $i i32) (local $sum i32)
              (local.set $array (array.new_default $nodes (local.get $count)))
              (global.set $root (local.get $array))
              (loop $fill
                (array.set $nodes (local.get $array) (local.get $i) (struct.new $node
                  (struct.new $node (ref.null $node) (i32.const 1) (ref.null any)) (i32.const 2) (struct.new $node (ref.null $node) (i32.const 4) (ref.null any))))
                (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
              (call $litter (i32.const 100000))
              (loop $read
                (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (struct.get $node $next (array.get $nodes (local.get $array) (local.get $i))))))
                (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (ref.cast (ref $node) (struct.get $node $payload (array.get $nodes (local.get $array) (local.get $i)))))))
                (br_if $read (local.get $i)))
              (local.get $sum))
            (func (export "comb") (param $count i32) (result i32)
              (local $list (ref null $node)) (local $n i32)
              (local.set $n (local.get $count))
              (loop $more
                (local.set $list (struct.new $node (local.get $list) (i32.const 1)
                  (struct.new $node (ref.null $node) (i32.const 2) (local.get $list))))
                (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (call $litter (i32.const 100000))
              (loop $next
                (local.set $n (i32.add (local.get $n) (struct.get $node $value (ref.cast (ref $node) (struct.get $node $payload (local.get $list))))))
                (br_if $next (i32.eqz (ref.is_null (local.tee $list (struct.get $node $next (local.get $list)))))))
              (local.get $n))
            """, maximumHeap: 64 << 20);
        Assert.Equal(5 * 60_000, Run(instance, "wide", 60_000));
        Assert.Equal(2 * 200_000, Run(instance, "comb", 200_000));
    }

    [SkippableFact]
    public void The_host_holds_objects_by_handles_that_it_cannot_make_up()
    {
        using var instance = Create($$"""
            {{Litter}}
            (global (export "kept") (mut (ref null $node)) (ref.null $node))
            (func (export "litter") (call $litter (i32.const 100000)))
            (func (export "make") (param i32) (result (ref $node)) (struct.new $node (ref.null $node) (local.get 0) (ref.null any)))
            (func (export "value") (param (ref $node)) (result i32) (struct.get $node $value (local.get 0)))
            (func (export "bytes") (result anyref) (array.new_default $bytes (i32.const 3)))
            (func (export "same") (param anyref) (result anyref) (local.get 0))
            (func (export "outside") (param anyref) (result externref) (extern.convert_any (local.get 0)))
            (func (export "number") (param i31ref) (result i32) (i31.get_s (local.get 0)))
            (func (export "keep") (param (ref null $node)) (global.set 0 (local.get 0)))
            """);
        var node = instance.Invoke("make", [42])[0];
        Assert.Equal(WasmReferenceKind.Struct, WasmReference.KindOf(node));
        instance.Invoke("litter", []);
        Assert.Equal(42, Run(instance, "value", node));
        instance.Invoke("keep", [node]);
        Assert.Equal(42, Run(instance, "value", instance.Invoke("same", [node])[0]));
        Assert.Equal(WasmReferenceKind.Struct, WasmReference.KindOf(instance.Invoke("outside", [node])[0]));

        Assert.Equal(-5, Run(instance, "number", WasmReference.FromI31(-5)));
        Assert.Equal(-5, WasmReference.ToI31(instance.Invoke("same", [WasmReference.FromI31(-5)])[0]));
        Assert.Equal(7UL, WasmReference.ToHost(instance.Invoke("outside", [WasmReference.FromHost(7)])[0]));
        Assert.Equal(WasmReferenceKind.Null, WasmReference.KindOf(instance.Invoke("same", [WasmReference.Null])[0]));

        var array = instance.Invoke("bytes", [])[0];
        Assert.Equal(WasmReferenceKind.Array, WasmReference.KindOf(array));
        instance.Release(node);
        var forged = GuestValue.FromBits(GuestType.Reference, node.Bits + 1000);
        var large = GuestValue.FromBits(GuestType.Reference, 1UL << 62);
        var address = GuestValue.FromBits(GuestType.Reference, HeapContract.Base + 0x20000);
        foreach (var (function, value) in new[] { ("value", node), ("value", array), ("value", WasmReference.Null), ("value", WasmReference.FromHost(1)), ("same", forged), ("same", large), ("number", address) })
        {
            Assert.Equal(WasmTrapKind.InvalidReference, Trap(instance, function, value));
            instance.Restore();
        }
        Assert.Throws<ArgumentException>(() => instance.Release(WasmReference.FromHost(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WasmReference.FromHost(1UL << 62));
    }

    [SkippableFact]
    public void Snapshots_have_the_heap()
    {
        using var instance = Create($$"""
            {{Litter}}
            (global $kept (mut (ref null $node)) (ref.null $node))
            (func (export "push") (param i32) (global.set $kept (struct.new $node (global.get $kept) (local.get 0) (ref.null any))) (call $litter (i32.const 30000)))
            (func (export "top") (result i32) (struct.get $node $value (global.get $kept)))
            """);
        instance.Invoke("push", [1]);
        instance.Invoke("push", [2]);
        using var snapshot = instance.TakeSnapshot();
        instance.Invoke("push", [3]);
        Assert.Equal(3, Run(instance, "top"));
        instance.Restore(snapshot);
        Assert.Equal(2, Run(instance, "top"));
        using var other = WasmInstance.Create(snapshot, new SandboxOptions { CallTimeout = TimeSpan.FromMinutes(1) });
        other.Invoke("push", [5]);
        Assert.Equal(5, Run(other, "top"));
    }

    /// <summary>Sizes of cells are written down twice.</summary>
    [Fact]
    public void Cells_grow_by_at_most_a_quarter_and_fill_their_block()
    {
        for (var i = 1; i < HeapContract.ClassCount; i++)
        {
            var (smaller, size) = (HeapContract.CellSize(i - 1), HeapContract.CellSize(i));
            Assert.True(size > smaller && size % 16 == 0, $"class {i}: {size}");
            Assert.True(HeapContract.CellsOfBlock(i) * size <= HeapContract.BlockSize - HeapContract.BlockHeaderSize, $"class {i}: {size}");
        }
        Assert.Equal(31968, HeapContract.CellSize(HeapContract.ClassCount - 1));
        Assert.InRange(HeapContract.Base, AddressSpace.End + 1700 * (64UL << 30), 0x7d00_0000_0000UL);
    }
}
