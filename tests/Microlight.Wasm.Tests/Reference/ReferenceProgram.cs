using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Tests.Spec;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>
/// A linked program as the interpreter holds it: plain arrays, checked accesses. Slow, obvious, and made from the same decoder and linker as
/// the compiled program, so that differences between the two are the compiler's. It runs the conformance suite too, which checks the
/// interpreter and the runner without a VM.
/// </summary>
internal sealed class ReferenceProgram : ISpecMachine
{
    /// <summary>Tables and memories larger than this are a matter for the VM.</summary>
    private const ulong MaximumElements = 1 << 20, MaximumBytes = 1UL << 28;

    public ReferenceProgram(LinkedProgram program)
    {
        Linked = program;
        Globals = new ulong[program.Globals.Length];
        Memories = [.. program.Memories.Select(m => new byte[checked((int)(m.Type.Limits.Minimum << 16))])];
        Tables = [.. program.Tables.Select(t => new ulong[checked((int)t.Type.Limits.Minimum)])];
        DroppedData = [.. program.Instances.Select(i => new bool[i.Module.Data.Length])];
        Elements = [.. program.Instances.Select(i => new ulong[]?[i.Module.Elements.Length])];
        Functions = [.. program.Instances.SelectMany(i => i.Module.Bodies.Select((_, b) => new ReferenceFunction(i, i.Module.ImportedFunctions + b)))];
        FirstFunction = new int[program.Instances.Length];
        for (var i = 1; i < FirstFunction.Length; i++) FirstFunction[i] = FirstFunction[i - 1] + program.Instances[i - 1].Module.Bodies.Length;
    }

    public LinkedProgram Linked { get; }
    public ulong[] Globals { get; }
    public byte[][] Memories { get; }
    public ulong[][] Tables { get; }
    /// <summary>Exceptions that are referred to; a reference is the index + 1.</summary>
    public List<ReferenceException> Exceptions { get; } = [];
    public bool[][] DroppedData { get; }
    /// <summary>By instance and segment: reference values, null before initialisation, empty when dropped.</summary>
    public ulong[]?[][] Elements { get; }

    /// <summary>All functions that have code; a reference is the index here + 1.</summary>
    private ReferenceFunction[] Functions { get; }
    private int[] FirstFunction { get; }

    public ReferenceFunction Function(FunctionReference reference) =>
        Functions[FirstFunction[reference.Instance] + reference.Index - Linked.Instances[reference.Instance].Module.ImportedFunctions];

    public ReferenceFunction? Dereference(ulong reference) => reference == 0 ? null : Functions[reference - 1];

    public ulong ReferenceTo(LinkedInstance instance, int function) => (ulong)Array.IndexOf(Functions, Function(instance.Functions[function])) + 1;

    public long GrowMemory(int memory, ulong pages)
    {
        var old = (ulong)Memories[memory].Length >> 16;
        if (pages > Math.Min(Linked.Memories[memory].MaximumPages, MaximumBytes >> 16) - old) return -1;
        Array.Resize(ref Memories[memory], (int)((old + pages) << 16));
        return (long)old;
    }

    public long GrowTable(int table, ulong value, ulong count)
    {
        var old = (ulong)Tables[table].Length;
        if (count > Math.Min(Linked.Tables[table].MaximumElements, MaximumElements) - old) return -1;
        Array.Resize(ref Tables[table], (int)(old + count));
        Tables[table].AsSpan((int)old).Fill(value);
        return (long)old;
    }

    public void Instantiate(int instance) => ReferenceInstantiation.Run(this, Linked.Instances[instance]);

    public GuestValue[] Invoke(int instance, string function, GuestValue[] arguments)
    {
        var linked = Linked.Instances[instance];
        var export = Find(linked, function, ExternalKind.Function);
        var type = linked.Module.TypeOf(export.Index);
        try
        {
            var results = new ReferenceInterpreter(this).Call(Function(linked.Functions[export.Index]), [.. arguments.Select(a => a.Bits)]);
            return [.. results.Zip(type.Results, (bits, t) => ToGuest(t, bits))];
        }
        catch (ReferenceException)
        {
            throw ReferenceTrap.Uncaught();
        }
    }

    public GuestValue Get(int instance, string global)
    {
        var linked = Linked.Instances[instance];
        var number = linked.Globals[Find(linked, global, ExternalKind.Global).Index];
        return ToGuest(Linked.Globals[number].Type.Type, Globals[number]);
    }

    public void Dispose()
    {
    }

    private static ExportEntry Find(LinkedInstance instance, string name, ExternalKind kind) =>
        Array.Find(instance.Module.Exports, e => e.Name == name && e.Kind == kind) ?? throw new KeyNotFoundException($"no {kind} is exported as '{name}'");

    private static GuestValue ToGuest(WasmType type, ulong bits) => GuestValue.FromBits(type.Code switch
    {
        Wasm.Binary.TypeCode.I32 => GuestType.Int32,
        Wasm.Binary.TypeCode.I64 => GuestType.Int64,
        Wasm.Binary.TypeCode.F32 => GuestType.Float32,
        Wasm.Binary.TypeCode.F64 => GuestType.Float64,
        _ => GuestType.Reference,
    }, type == WasmType.FuncRef && bits != 0 ? bits << 4 | 0xcUL << 60 : bits);
}
