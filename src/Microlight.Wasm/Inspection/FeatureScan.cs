using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Inspection;

/// <summary>Which additions to WebAssembly 1.0 a valid module uses: in its types, its declarations and its code.</summary>
internal static class FeatureScan
{
    private const string MultiValue = "multi-value", BulkMemory = "bulk memory", ReferenceTypes = "reference types", MultiMemory = "multi-memory",
        SignExtension = "sign extension", SaturatingConversion = "saturating conversion", MutableGlobals = "mutable globals",
        ExtendedConstants = "extended constant expressions", Simd = "SIMD", RelaxedSimd = "relaxed SIMD",
        Memory64 = "64-bit memories or tables", Threads = "threads", TailCalls = "tail calls", Exceptions = "exception handling",
        LegacyExceptions = "legacy exception handling", TypedReferences = "typed function references", GarbageCollection = "garbage collection";

    public static string[] Read(WasmModule module)
    {
        var features = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        Declarations(module, features);
        Span<bool> seen = new bool[0x10000];
        foreach (var body in module.Bodies)
        {
            foreach (var (_, type) in body.Locals) Add(features, type);
            var reader = new InstructionReader(module.Bytes.Span, body.Code, body.End);
            while (reader.Read(out var instruction))
            {
                var opensBlock = instruction.Opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable;
                if (opensBlock && instruction.Block.TypeIndex >= 0) features.Add(MultiValue);
                if (seen[(int)instruction.Opcode]) continue;
                seen[(int)instruction.Opcode] = true;
                if (Of(instruction.Opcode) is { } feature) features.Add(feature);
            }
        }
        return [.. features];
    }

    private static void Declarations(WasmModule module, SortedSet<string> features)
    {
        foreach (var type in module.Types) Add(features, type);
        foreach (var memory in module.Memories)
        {
            if (memory.Shared) features.Add(Threads);
            if (memory.Limits.Is64) features.Add(Memory64);
        }
        foreach (var table in module.Tables)
        {
            if (table.Limits.Is64) features.Add(Memory64);
            if (table.Element != WasmType.FuncRef) Add(features, table.Element);
        }
        foreach (var global in module.Globals) Add(features, global.Type);
        if (module.Memories.Length > 1) features.Add(MultiMemory);
        if (module.Tables.Length > 1) features.Add(ReferenceTypes);
        if (module.Tags.Length > 0) features.Add(Exceptions);
        if (module.DefinedTables.Any(t => t.Initializer is not null)) features.Add(TypedReferences);
        if (module.Imports.Any(i => i.Kind == ExternalKind.Global && i.Global.Mutable) || module.Exports.Any(e => e.Kind == ExternalKind.Global && module.Globals[e.Index].Mutable))
            features.Add(MutableGlobals);
        if (module.Data.Any(d => d.Mode != SegmentMode.Active) || module.Elements.Any(e => e.Mode == SegmentMode.Passive)) features.Add(BulkMemory);
        Constants(module, features);
    }

    private static void Constants(WasmModule module, SortedSet<string> features)
    {
        var expressions = module.DefinedGlobals.Select(g => g.Initializer)
            .Concat(module.DefinedTables.Where(t => t.Initializer is not null).Select(t => t.Initializer!.Value))
            .Concat(module.Data.Where(d => d.Mode == SegmentMode.Active).Select(d => d.Offset))
            .Concat(module.Elements.Where(e => e.Mode == SegmentMode.Active).Select(e => e.Offset))
            .Concat(module.Elements.SelectMany(e => e.Expressions ?? []));
        foreach (var expression in expressions)
        {
            var reader = new InstructionReader(module.Bytes.Span, expression.Start, expression.End);
            while (reader.Read(out var instruction))
            {
                if (instruction.Opcode is Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul) features.Add(ExtendedConstants);
                else if (Of(instruction.Opcode) is { } feature) features.Add(feature);
            }
        }
    }

    private static void Add(SortedSet<string> features, TypeDefinition type)
    {
        if (type.Composite is not FunctionType function || !type.IsFinal || type.Supertype >= 0 || type.GroupSize > 1)
        {
            features.Add(GarbageCollection);
            return;
        }
        if (function.Results.Length > 1) features.Add(MultiValue);
        foreach (var parameter in function.Parameters) Add(features, parameter);
        foreach (var result in function.Results) Add(features, result);
    }

    private static void Add(SortedSet<string> features, WasmType type)
    {
        switch (type.Code)
        {
            case TypeCode.V128: features.Add(Simd); break;
            case TypeCode.FuncRef or TypeCode.ExternRef: features.Add(type.Nullable ? ReferenceTypes : TypedReferences); break;
            case TypeCode.Reference: features.Add(TypedReferences); break;
            case TypeCode.ExnRef or TypeCode.NullExnRef: features.Add(Exceptions); break;
            case >= TypeCode.ArrayRef and <= TypeCode.AnyRef or >= TypeCode.NullRef and <= TypeCode.NullFuncRef: features.Add(GarbageCollection); break;
        }
    }

    private static string? Of(Opcode opcode) => opcode switch
    {
        >= Opcode.I8x16RelaxedSwizzle and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS => RelaxedSimd,
        >= Opcode.I32Extend8S and <= Opcode.I64Extend32S => SignExtension,
        >= Opcode.I32TruncSatF32S and <= Opcode.I64TruncSatF64U => SaturatingConversion,
        >= Opcode.MemoryInit and <= Opcode.TableCopy => BulkMemory,
        Opcode.TableGet or Opcode.TableSet or Opcode.TableGrow or Opcode.TableSize or Opcode.TableFill or Opcode.RefNull or Opcode.RefIsNull or Opcode.RefFunc
            or Opcode.SelectT => ReferenceTypes,
        Opcode.Try or Opcode.Catch or Opcode.Rethrow or Opcode.Delegate or Opcode.CatchAll => LegacyExceptions,
        Opcode.Throw or Opcode.ThrowRef or Opcode.TryTable => Exceptions,
        Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef => TailCalls,
        Opcode.CallRef or Opcode.RefAsNonNull or Opcode.BrOnNull or Opcode.BrOnNonNull => TypedReferences,
        Opcode.RefEq or >= Opcode.StructNew and <= Opcode.I31GetU => GarbageCollection,
        >= Opcode.V128Load and <= Opcode.F64x2ConvertLowI32x4U => Simd,
        >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU => Threads,
        _ => null,
    };
}
