using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Lists, strings and memory for them.</summary>
internal sealed partial class AdapterWriter
{
    private const string PairSignature = "(param i32 i32) (result i32 i32)", ReallocSignature = "(param i32 i32 i32 i32) (result i32)";

    /// <summary>The function (address, elements) to (address, elements) of lists with those elements.</summary>
    /// <param name="key">Says which list it is.</param>
    /// <param name="element">Layout of an element, which consists of <paramref name="parts"/>.</param>
    private string ListFunction((string Noun, int Id) key, MemoryLayout element, WitType[] parts, AdapterContext from, AdapterContext to) =>
        Function((key, Reading(from), to), $"pass:{key.Noun}:{key.Id}", PairSignature, f =>
        {
            var (address, count) = (f.Parameter(), f.Parameter());
            f.Result();
            f.Result();
            var bytes = $"(i64.mul (i64.extend_i32_u {FunctionText.Get(count)}) (i64.const {element.Size}))";
            if (!from.IsHost)
                f.Line($"(call {Template("range", from, to)} {FunctionText.Get(address)} {bytes} {FunctionText.I32(element.Alignment - 1)} {FunctionText.I32((int)WasmTrapKind.ListOutOfBounds)})");
            var size = f.Keep($"(i32.mul {FunctionText.Get(count)} {FunctionText.I32(element.Size)})");
            var target = f.Keep(Allocate(to, element.Alignment, FunctionText.Get(size)));
            // Parts of a pair may leave a gap between them, and one behind.
            var isWhole = parts.All(p => _whole.IsWhole(p, from, to)) && (to is { IsHost: true, IsRelay: false } || parts.Sum(p => p.Layout.Size) == element.Size);
            if (isWhole) f.Line($"(memory.copy {Memory(to)} {Memory(from)} {FunctionText.Get(target)} {FunctionText.Get(address)} {FunctionText.Get(size)})");
            else Loop(f, parts, element.Size, Memory(from), f.Keep(FunctionText.Get(address)), from, Memory(to), f.Keep(FunctionText.Get(target)), to, f.Keep(FunctionText.Get(count)));
            f.Line(FunctionText.Get(target));
            f.Line(FunctionText.Get(count));
        });

    /// <summary>Passes so many elements; the locals with the addresses and the number are used up.</summary>
    private void Loop(FunctionText f, WitType[] parts, long size, string fromMemory, string source, AdapterContext from, string toMemory, string target, AdapterContext to, string count)
    {
        var next = f.Label();
        f.Line($"(if {FunctionText.Get(count)} (then (loop {next}");
        Fields(f, parts, new MemoryPlace(from, fromMemory, source), new MemoryPlace(to, toMemory, target));
        f.Set(source, $"(i32.add {FunctionText.Get(source)} {FunctionText.I32(size)})");
        f.Set(target, $"(i32.add {FunctionText.Get(target)} {FunctionText.I32(size)})");
        f.Line($"(br_if {next} (local.tee {count} (i32.sub {FunctionText.Get(count)} (i32.const 1)))))))");
    }

    private string StringFunction(AdapterContext from, AdapterContext to) =>
        Template(from.IsHost && to.Encoding == CanonOptionKind.Utf8 ? "bytes" : $"{EncodingName(from)}-{EncodingName(to)}", from, to);

    private static string EncodingName(AdapterContext context) => context.Encoding switch
    {
        CanonOptionKind.Utf16 => "utf16",
        CanonOptionKind.Latin1Utf16 => "compact",
        _ => "utf8",
    };

    /// <summary>A function of strings.wat for a pair of contexts; only what it uses of them counts.</summary>
    private string Template(string name, AdapterContext from, AdapterContext to)
    {
        var template = StringTemplates.Get(name);
        var key = ("template", name, template.UsesSource ? (from.IsHost, from.Memory) : default, template.UsesTarget ? (to.Owner, to.Memory, template.UsesRealloc ? to.Realloc : null) : default);
        return Function(key, name, template.Signature, id => template.Fill(place => place switch
        {
            "id" => id,
            "source" => Memory(from),
            "target" => Memory(to),
            "realloc" => Realloc(to),
            _ => Template(place, from, to),
        }));
    }

    private string Allocate(AdapterContext context, int alignment, string size) => context.IsHost
        ? $"(call {State("allocate")} {FunctionText.I32(alignment)} {size})"
        : $"(call {Realloc(context)} (i32.const 0) (i32.const 0) {FunctionText.I32(alignment)} {size})";

    /// <summary>The context's realloc with what the canonical ABI asks of a call of it.</summary>
    private string Realloc(AdapterContext context) => context.IsHost ? State("reallocate") : Function(("realloc", context.Owner, context.Memory, context.Realloc), "realloc", ReallocSignature, f =>
    {
        var (old, oldSize, alignment, size) = (f.Parameter(), f.Parameter(), f.Parameter(), f.Parameter());
        f.Result();
        var saved = SaveContext(f, context.Owner);
        SetMayNotLeave(f, context.Owner, 1);
        var address = f.Local();
        Guarded(f, "(result i32)", () => f.Line($"(call {Core(context.Realloc!, ReallocSignature)} {FunctionText.Get(old)} {FunctionText.Get(oldSize)} {FunctionText.Get(alignment)} {FunctionText.Get(size)})"));
        f.Line($"(local.set {address})");
        SetMayNotLeave(f, context.Owner, 0);
        RestoreContext(f, context.Owner, saved);
        f.TrapIf($"(i32.and {FunctionText.Get(address)} (i32.sub {FunctionText.Get(alignment)} (i32.const 1)))", WasmTrapKind.ReallocUnaligned);
        f.TrapIf(IsOutside(context, FunctionText.Get(address), $"(i64.extend_i32_u {FunctionText.Get(size)})"), WasmTrapKind.ReallocOutOfBounds);
        f.Line(FunctionText.Get(address));
    });

    private string IsOutside(AdapterContext context, string address, string size) =>
        $"(i64.gt_u (i64.add (i64.extend_i32_u {address}) {size}) (i64.shl (i64.extend_i32_u (memory.size {Memory(context)})) (i64.const 16)))";

    /// <summary>Traps unless a guest's address can be that of a value with this layout.</summary>
    private void CheckAddress(FunctionText f, AdapterContext context, string local, MemoryLayout layout)
    {
        if (layout.Alignment > 1) f.TrapIf($"(i32.and {FunctionText.Get(local)} {FunctionText.I32(layout.Alignment - 1)})", WasmTrapKind.UnalignedPointer);
        f.TrapIf(IsOutside(context, FunctionText.Get(local), $"(i64.const {layout.Size})"), WasmTrapKind.PointerOutOfBounds);
    }
}
