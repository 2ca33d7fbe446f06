using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Metadata tokens of everything that code mentions, fixed before functions are compiled: methods are numbered (functions by instance, host
/// import stubs, trap, host call, targets of tail calls, then the rest), fields are globals and slots, references to the runtime are made at once.
/// </summary>
internal sealed class ProgramTokens
{
    private readonly MetadataBuilder _metadata;
    private readonly LinkedProgram _program;
    private readonly int[] _firstFunction;
    private readonly int _firstHost;
    private readonly TypeReferenceHandle _vector;
    private readonly Dictionary<Opcode, MemberReferenceHandle> _numeric = [];
    private readonly Dictionary<string, MemberReferenceHandle> _memory = [], _table = [], _heap = [], _arrays = [], _references = [];
    /// <summary>By type id − 1; nil for types that are not functions.</summary>
    private readonly StandaloneSignatureHandle[] _signatures;
    private readonly Dictionary<FunctionReference, MethodDefinitionHandle> _tailTargets = [];
    private readonly Dictionary<int, MethodDefinitionHandle> _jumps = [];
    private readonly int _resultSlots, _payloadSlots;

    public ProgramTokens(MetadataBuilder metadata, LinkedProgram program, ProgramLayout layout)
    {
        (_metadata, _program, Layout) = (metadata, program, layout);
        Program = new ProgramContext(program);
        foreach (var tag in program.Tags) _payloadSlots = Math.Max(_payloadSlots, program.Types.Function(tag.TypeId).Parameters.Length);
        foreach (var type in program.FunctionTypes) _resultSlots = Math.Max(_resultSlots, type.Results.Length - 1);
        _firstFunction = new int[program.Instances.Length];
        var row = 1;
        for (var i = 0; i < program.Instances.Length; i++)
        {
            _firstFunction[i] = row;
            row += program.Instances[i].Module.Bodies.Length;
        }
        _firstHost = row;
        Trap = MetadataTokens.MethodDefinitionHandle(row + program.HostImports.Length);
        HostCall = MetadataTokens.MethodDefinitionHandle(row + program.HostImports.Length + 1);
        row += program.HostImports.Length + 2;
        TailCalls = new TailCalls(program);
        foreach (var target in TailCalls.Functions) _tailTargets.Add(target, MetadataTokens.MethodDefinitionHandle(row++));
        foreach (var type in TailCalls.Types) _jumps.Add(type, MetadataTokens.MethodDefinitionHandle(row++));
        CatchException = MetadataTokens.MethodDefinitionHandle(row++);
        ThrowException = MetadataTokens.MethodDefinitionHandle(row);
        System = AssemblyReference(RuntimeContract.SystemAssembly);
        _vector = TypeReference(System, VectorTokens.Intrinsics, "Vector128`1");
        var runtime = AssemblyReference(RuntimeContract.RuntimeAssembly);
        AddNumeric(TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Numeric"));
        var memory = TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Memory");
        const byte i4 = 0x08, u4 = 0x09, i8 = 0x0a, u8 = 0x0b, none = 0x01;
        Add(_memory, memory, RuntimeContract.MemoryGrow, i8, u8, u8);
        Add(_memory, memory, RuntimeContract.MemoryCopy, none, u8, u8, u8, u8, u8);
        Add(_memory, memory, RuntimeContract.MemoryFill, none, u8, u8, i4, u8);
        Add(_memory, memory, RuntimeContract.MemoryInit, none, u8, u8, u8, u8, u8);
        Add(_memory, memory, RuntimeContract.MemoryWait, i4, i4, i4, i8);
        var table = TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Table");
        Add(_table, table, RuntimeContract.TableGet, i8, u8, u8);
        Add(_table, table, RuntimeContract.TableSet, none, u8, u8, i8);
        Add(_table, table, RuntimeContract.TableGrow, i8, u8, i8, u8);
        Add(_table, table, RuntimeContract.TableFill, none, u8, u8, i8, u8);
        Add(_table, table, RuntimeContract.TableCopy, none, u8, u8, u8, u8, u8);
        Add(_table, table, RuntimeContract.TableInit, none, u8, u8, u8, u8, u8);
        Add(_table, table, RuntimeContract.TableIndirectCallTrap, i4, u8, u8);
        var heap = TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Heap");
        Add(_heap, heap, RuntimeContract.HeapNew, i8, u8);
        Add(_heap, heap, RuntimeContract.HeapNewArray, i8, u8, u4);
        var references = TypeReference(runtime, RuntimeContract.RuntimeNamespace, "References");
        Add(_references, references, RuntimeContract.ReferencesToHost, u8, i8);
        Add(_references, references, RuntimeContract.ReferencesFunctionToHost, u8, i8);
        Add(_references, references, RuntimeContract.ReferencesFromHost, i8, u8, u4, u8, u8);
        Add(_references, references, RuntimeContract.ReferencesRelease, none, u8);
        var arrays = TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Arrays");
        Add(_arrays, arrays, RuntimeContract.ArraysNew, i8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysNewVectors, i8, u8, ElementType(IrType.V128), u8);
        Add(_arrays, arrays, RuntimeContract.ArraysFillVectors, none, u8, u8, ElementType(IrType.V128), u8);
        Add(_arrays, arrays, RuntimeContract.ArraysNewData, i8, u8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysNewElem, i8, u8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysFill, none, u8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysCopy, none, u8, u8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysInitData, none, u8, u8, u8, u8, u8);
        Add(_arrays, arrays, RuntimeContract.ArraysInitElem, none, u8, u8, u8, u8, u8);
        Vectors = new VectorTokens(metadata, this, runtime);
        _signatures = new StandaloneSignatureHandle[program.Types.Count];
        for (var i = 0; i < _signatures.Length; i++)
        {
            if (program.Types[i].Composite is FunctionType type) _signatures[i] = metadata.AddStandaloneSignature(MethodSignature(type));
        }
    }

    public ProgramLayout Layout { get; }
    public VectorTokens Vectors { get; }
    public AssemblyReferenceHandle System { get; }
    public MethodDefinitionHandle Trap { get; }
    public MethodDefinitionHandle HostCall { get; }
    public ProgramContext Program { get; }
    public CallingConvention Convention => Program.Convention;
    /// <summary>Methods of <see cref="ExceptionMethods"/>, in programs with tags.</summary>
    public MethodDefinitionHandle CatchException { get; }
    public MethodDefinitionHandle ThrowException { get; }
    public TailCalls TailCalls { get; }

    public FunctionType TypeOf(int instance, int index) => _program.Instances[instance].Module.TypeOf(index);
    public FunctionType TypeOf(FunctionReference function) => function.IsCode ? TypeOf(function.Instance, function.Index) : _program.HostImports[function.Index].Type;
    public FunctionType TypeOf(int typeId) => _program.Types.Function(typeId);

    /// <summary>A function under the name that is for tail calls only.</summary>
    public MethodDefinitionHandle TailTarget(int instance, int index) => _tailTargets[_program.Instances[instance].Functions[index]];

    /// <summary>The jump of an indirect tail call of that type; where a register is left, the target is its last argument.</summary>
    public MethodDefinitionHandle Jump(int typeId) => _jumps[typeId];

    public BlobHandle JumpSignature(int typeId)
    {
        var type = TypeOf(typeId);
        var arguments = Convention.Arguments(type).ToList();
        if (TailCalls.HasRegister(Convention.Integers(type))) arguments.Add(IrType.I64);
        return MethodSignature(Result(type), [.. arguments.Select(ElementType)]);
    }

    public MethodDefinitionHandle Function(int instance, int index) => Function(_program.Instances[instance].Functions[index]);

    public MethodDefinitionHandle Function(FunctionReference function) => function == FunctionReference.Trap ? Trap : MetadataTokens.MethodDefinitionHandle(function.IsHost
        ? _firstHost + function.Index
        : _firstFunction[function.Instance] + function.Index - _program.Instances[function.Instance].Module.ImportedFunctions);

    public EntityHandle Numeric(Opcode op) => _numeric[op];
    public EntityHandle Memory(string method) => _memory[method];
    public EntityHandle Table(string method) => _table[method];
    public EntityHandle References(string method) => _references[method];
    public EntityHandle Arrays(string method) => _arrays[method];
    public EntityHandle Heap(string method) => _heap[method];
    /// <summary>What a calli of that type id needs.</summary>
    public EntityHandle Signature(int id) => _signatures[id - 1];

    /// <summary>Two fields of four bytes make a small global's cell. A vector's starts at a multiple of 16, where the code generator aligns it by itself.</summary>
    public FieldDefinitionHandle Global(int global) => MetadataTokens.FieldDefinitionHandle(1 + GlobalFields(global));

    /// <summary>Fields before the one of a global.</summary>
    public int GlobalFields(int global)
    {
        _globalFields ??= CountFields();
        return _globalFields[global];
    }

    private int[]? _globalFields;

    private int[] CountFields()
    {
        var fields = new int[_program.Globals.Length + 1];
        for (var i = 0; i < _program.Globals.Length; i++) fields[i + 1] = fields[i] + (IsSmall(_program.Globals[i]) ? 2 : 1);
        return fields;
    }

    public static bool IsSmall(ProgramGlobal global) => global.Type.Type.Code is Binary.TypeCode.I32 or Binary.TypeCode.F32;

    /// <summary>Types that results come in, references as I64.</summary>
    public static ImmutableArray<IrType> SlotTypes { get; } = [IrType.I32, IrType.I64, IrType.F32, IrType.F64, IrType.V128];

    /// <summary>Result slots from 1, argument slots and an exception's values from 0, each with a field of every type; then the pending exception.</summary>
    public IEnumerable<(string Name, IrType Type)> SlotFields()
    {
        for (var i = 1; i <= _resultSlots; i++)
            foreach (var type in SlotTypes) yield return ($"r{i}_{type}", type);
        for (var i = 0; i < Convention.Slots; i++)
            foreach (var type in SlotTypes) yield return ($"a{i}_{type}", type);
        for (var i = 0; i < _payloadSlots; i++)
            foreach (var type in SlotTypes) yield return ($"e{i}_{type}", type);
        if (_program.Tags.Length == 0) yield break;
        yield return ("pendingObject", IrType.I64);
        yield return ("pending", IrType.I32);
    }

    /// <summary>Where result <paramref name="number"/> (from 1) of a type is left.</summary>
    public FieldDefinitionHandle ResultSlot(int number, IrType type) => Slot(number - 1, type);

    /// <summary>Where an argument is passed that has no register.</summary>
    public FieldDefinitionHandle ArgumentSlot(int number, IrType type) => Slot(_resultSlots + number, type);

    /// <summary>Where a value of the pending exception is.</summary>
    public FieldDefinitionHandle Payload(int number, IrType type) => Slot(_resultSlots + Convention.Slots + number, type);

    /// <summary>The object of the pending exception if it has been thrown by reference, else 0.</summary>
    public FieldDefinitionHandle PendingObject => Slot(_resultSlots + Convention.Slots + _payloadSlots, SlotTypes[0]);

    /// <summary>1 + the number of the pending exception's tag; 0 if there is none.</summary>
    public FieldDefinitionHandle Pending => MetadataTokens.FieldDefinitionHandle(MetadataTokens.GetRowNumber(PendingObject) + 1);

    private FieldDefinitionHandle Slot(int number, IrType type) =>
        MetadataTokens.FieldDefinitionHandle(1 + GlobalFields(_program.Globals.Length) + number * SlotTypes.Length + SlotTypes.IndexOf(type == IrType.Ref ? IrType.I64 : type));

    public TypeReferenceHandle TypeReference(EntityHandle scope, string space, string name) =>
        _metadata.AddTypeReference(scope, _metadata.GetOrAddString(space), _metadata.GetOrAddString(name));

    /// <summary>Element type code (ECMA-335 II.23.1.16), with bit 7 for a vector of it: <see cref="WriteType"/> writes either.</summary>
    public static byte ElementType(IrType type) => type switch { IrType.None => 0x01, IrType.I32 => 0x08, IrType.F32 => 0x0c, IrType.F64 => 0x0d, IrType.V128 => 0x85, _ => 0x0a };

    public void WriteType(BlobBuilder blob, byte type)
    {
        if (type < 0x80)
        {
            blob.WriteByte(type);
            return;
        }
        blob.WriteByte((byte)SignatureTypeCode.GenericTypeInstance);
        blob.WriteByte(0x11); // ELEMENT_TYPE_VALUETYPE
        blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(_vector));
        blob.WriteCompressedInteger(1);
        blob.WriteByte((byte)(type & 0x7f));
    }

    public BlobHandle MethodSignature(FunctionType type) => MethodSignature(Result(type), Array.ConvertAll(Convention.Arguments(type), ElementType));

    private static byte Result(FunctionType type) => type.Results.Length == 0 ? ElementType(IrType.None) : ElementType(IrTypes.Of(type.Results[0]));

    public BlobHandle MethodSignature(byte result, params ReadOnlySpan<byte> parameters)
    {
        var blob = new BlobBuilder();
        blob.WriteByte(0);
        blob.WriteCompressedInteger(parameters.Length);
        WriteType(blob, result);
        foreach (var parameter in parameters) WriteType(blob, parameter);
        return _metadata.GetOrAddBlob(blob);
    }

    private AssemblyReferenceHandle AssemblyReference(string name) =>
        _metadata.AddAssemblyReference(_metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default);

    private void Add(Dictionary<string, MemberReferenceHandle> methods, EntityHandle type, string name, byte result, params ReadOnlySpan<byte> parameters) =>
        methods.Add(name, _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), MethodSignature(result, parameters)));

    private void AddNumeric(EntityHandle type)
    {
        foreach (var op in Enum.GetValues<Opcode>())
        {
            if (!FunctionWriter.IsHelper(op)) continue;
            var (operand, result) = (ElementType(NumericTypes.Operand(op)), ElementType(NumericTypes.Result(op)));
            var signature = NumericTypes.IsBinary(op) ? MethodSignature(result, operand, operand) : MethodSignature(result, operand);
            _numeric.Add(op, _metadata.AddMemberReference(type, _metadata.GetOrAddString(op.ToString()), signature));
        }
    }
}
