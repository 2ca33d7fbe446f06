using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Validation;

/// <summary>Canonical definitions (CanonicalABI.md, canonical definitions).</summary>
internal sealed partial class ComponentValidator
{
    private static readonly WasmType[] OneI32 = [WasmType.I32], TwoI32 = [WasmType.I32, WasmType.I32], ThreeI32 = [WasmType.I32, WasmType.I32, WasmType.I32];

    private void AddCanon(CanonDefinition canon)
    {
        if (canon.Kind == CanonKind.Lift) Current.Add(new Entity(Sort.Function, Lift(canon)), canon.Offset);
        else Current.Add(CoreEntity.Function(CoreFunction(Signature(canon))), canon.Offset);
    }

    private FuncType Lift(CanonDefinition canon)
    {
        var offset = canon.Offset;
        var type = Builder.FunctionAt(canon.Type, offset);
        var core = _coreTypes.Function(Current.CoreFunction(canon.Function, offset));
        var options = Options(canon);
        CheckAsync(options, type, offset);
        if (options.PostReturn is { } postReturn && !IsSignature(postReturn, core.Results, [], offset)) throw WrongSignature(CanonOptionKind.PostReturn, offset);
        if (options.Callback is { } callback && !IsSignature(callback, ThreeI32, OneI32, offset)) throw WrongSignature(CanonOptionKind.Callback, offset);
        var lifted = CoreSignature.Lift(type, options, offset);
        if (!lifted.Equals(core)) throw new WasmInvalidException($"The core function {canon.Function} is of type {core}; to be lifted to this type it must be of {lifted}", offset);
        return type;
    }

    /// <summary>The type of the core function that a definition makes.</summary>
    private FunctionType Signature(CanonDefinition canon)
    {
        var offset = canon.Offset;
        switch (canon.Kind)
        {
            case CanonKind.Lower:
                var function = Current.Function(canon.Function, offset);
                var options = Options(canon);
                options.CheckIsNoLift(offset);
                CheckAsync(options, function, offset);
                return CoreSignature.Lower(function, options, offset);
            case CanonKind.ResourceNew: return new FunctionType([LocalResource(canon)], OneI32);
            case CanonKind.ResourceRep: return new FunctionType(OneI32, [LocalResource(canon)]);
            case CanonKind.ResourceDrop:
                Builder.Resource(canon.Type, offset);
                return new FunctionType(OneI32, []);
            case CanonKind.TaskReturn: return TaskReturn(canon);
            case CanonKind.ContextGet: return new FunctionType([], [ContextType(canon)]);
            case CanonKind.ContextSet: return new FunctionType([ContextType(canon)], []);
            case CanonKind.StreamNew or CanonKind.FutureNew:
                Channel(canon);
                return new FunctionType([], [WasmType.I64]);
            case CanonKind.StreamRead or CanonKind.FutureRead or CanonKind.StreamWrite or CanonKind.FutureWrite: return Transfer(canon);
            case CanonKind.StreamCancelRead or CanonKind.StreamCancelWrite or CanonKind.FutureCancelRead or CanonKind.FutureCancelWrite:
                Channel(canon);
                return new FunctionType(OneI32, OneI32);
            case CanonKind.StreamDropReadable or CanonKind.StreamDropWritable or CanonKind.FutureDropReadable or CanonKind.FutureDropWritable:
                Channel(canon);
                return new FunctionType(OneI32, []);
            case CanonKind.ErrorContextNew or CanonKind.ErrorContextDebugMessage: return ErrorContext(canon);
            case CanonKind.WaitableSetWait or CanonKind.WaitableSetPoll:
                CheckMemory(canon.Item, offset);
                return new FunctionType(TwoI32, OneI32);
            case CanonKind.ThreadNewIndirect:
                CheckThreadStart(canon);
                CheckTable(canon);
                return new FunctionType(TwoI32, OneI32);
            // Threads that share memory are a proposal that is far from done: their types are not checked any further.
            case CanonKind.ThreadSpawnRef or CanonKind.ThreadSpawnIndirect or CanonKind.ThreadAvailableParallelism: throw new WasmUnsupportedException(ComponentFeature.Threads, offset);
            default: return Simple(canon.Kind);
        }
    }

    /// <summary>Definitions without anything to check.</summary>
    private static FunctionType Simple(CanonKind kind) => kind switch
    {
        CanonKind.BackpressureInc or CanonKind.BackpressureDec or CanonKind.TaskCancel => new FunctionType([], []),
        CanonKind.SubtaskDrop or CanonKind.ErrorContextDrop or CanonKind.WaitableSetDrop or CanonKind.ThreadResumeLater => new FunctionType(OneI32, []),
        CanonKind.WaitableJoin => new FunctionType(TwoI32, []),
        CanonKind.WaitableSetNew or CanonKind.ThreadIndex or CanonKind.ThreadSuspend or CanonKind.ThreadYield => new FunctionType([], OneI32),
        _ => new FunctionType(OneI32, OneI32),
    };

    private FunctionType TaskReturn(CanonDefinition canon)
    {
        var offset = canon.Offset;
        var options = Options(canon);
        options.CheckIsNoLift(offset);
        if (options.Realloc is not null || options.IsAsync) throw new WasmInvalidException("Cannot specify realloc or async on task.return", offset);
        var parameters = canon.Result is { } result ? new WitField[] { new("v", Builder.Value(result, offset)) } : [];
        return CoreSignature.Lower(new FuncType(parameters, null, isAsync: false), options, offset);
    }

    private WasmType ContextType(CanonDefinition canon)
    {
        if (canon.ContextType == WasmType.I64) throw new WasmUnsupportedException(ComponentFeature.Memory64, canon.Offset);
        if (canon.ContextType != WasmType.I32) throw new WasmInvalidException("context.get and context.set only support i32 and i64", canon.Offset);
        // The second slot came with threads.
        if (canon.Item > 1) throw new WasmInvalidException($"There is no context slot {canon.Item}", canon.Offset);
        return canon.ContextType;
    }

    private WitChannel Channel(CanonDefinition canon)
    {
        var isStream = canon.Kind <= CanonKind.StreamDropWritable;
        return Builder.Value(new ValueTypeSyntax(0, canon.Type), canon.Offset) is WitChannel channel && channel.IsStream == isStream ? channel
            : throw new WasmInvalidException($"Type index {canon.Type} is not a {(isStream ? "stream" : "future")} type", canon.Offset);
    }

    private FunctionType Transfer(CanonDefinition canon)
    {
        var offset = canon.Offset;
        var element = Channel(canon).Element;
        var options = Options(canon);
        options.CheckIsNoLift(offset);
        if (element is not null) options.RequireMemory(offset);
        if (element is { HasPointer: true } && canon.Kind is (CanonKind.StreamRead or CanonKind.FutureRead)) options.RequireRealloc(offset);
        return new FunctionType(canon.Kind is CanonKind.StreamRead or CanonKind.StreamWrite ? ThreeI32 : TwoI32, OneI32);
    }

    private FunctionType ErrorContext(CanonDefinition canon)
    {
        var options = Options(canon);
        options.CheckIsNoLift(canon.Offset);
        if (options.IsAsync) throw new WasmInvalidException("Cannot specify async on error-context built-ins", canon.Offset);
        if (canon.Kind == CanonKind.ErrorContextDebugMessage) options.RequireRealloc(canon.Offset);
        else options.RequireMemory(canon.Offset);
        return new FunctionType(TwoI32, canon.Kind == CanonKind.ErrorContextNew ? OneI32 : []);
    }

    private void CheckThreadStart(CanonDefinition canon)
    {
        var start = _coreTypes[Current.CoreTypes.Id(canon.Type, canon.Offset) - 1].Composite as FunctionType;
        if (start is null || start.Results.Length > 0 || !start.Parameters.AsSpan().SequenceEqual(OneI32))
            throw new WasmInvalidException("A thread's start function must take an i32 and return nothing", canon.Offset);
    }

    private void CheckTable(CanonDefinition canon)
    {
        var table = Current.Core(new SortIndex(Sort.CoreTable, canon.Item), canon.Offset).Table;
        if (table.Element != WasmType.FuncRef || table.Limits.Is64) throw new WasmInvalidException("The table is not a 32-bit table of funcref", canon.Offset);
    }

    private WasmType LocalResource(CanonDefinition canon)
    {
        var resource = Builder.Resource(canon.Type, canon.Offset).Resource;
        return Current.DefinedResources.TryGetValue(resource, out var representation) && representation is { } type ? type
            : throw new WasmInvalidException($"Type {canon.Type} is not a local resource: only the component that defines it can look into it", canon.Offset);
    }

    private CanonOptions Options(CanonDefinition canon)
    {
        var options = CanonOptions.Read(canon);
        if (options.Memory is { } memory) CheckMemory(memory, canon.Offset);
        if (options.Realloc is { } realloc && !IsSignature(realloc, [.. TwoI32, .. TwoI32], OneI32, canon.Offset)) throw WrongSignature(CanonOptionKind.Realloc, canon.Offset);
        return options;
    }

    private void CheckMemory(uint index, int offset)
    {
        var memory = Current.Core(new SortIndex(Sort.CoreMemory, index), offset).Memory;
        if (memory.Limits.Is64) throw new WasmUnsupportedException(ComponentFeature.Memory64, offset);
        if (memory.Shared) throw new WasmInvalidException("The canonical option memory cannot be a shared memory", offset);
    }

    private static void CheckAsync(CanonOptions options, FuncType type, int offset)
    {
        if (options.IsAsync && !type.IsAsync) throw new WasmInvalidException("The canonical option async requires an async function type", offset);
    }

    private bool IsSignature(uint function, WasmType[] parameters, WasmType[] results, int offset)
    {
        var type = _coreTypes.Function(Current.CoreFunction(function, offset));
        return type.Parameters.AsSpan().SequenceEqual(parameters) && type.Results.AsSpan().SequenceEqual(results);
    }

    private static WasmInvalidException WrongSignature(CanonOptionKind kind, int offset) =>
        new($"The canonical option {CanonOptions.Name(kind)} uses a core function with an incorrect signature", offset);

    private readonly Dictionary<FunctionType, int> _functionIds = [];

    private int CoreFunction(FunctionType type)
    {
        if (_functionIds.TryGetValue(type, out var id)) return id;
        id = _coreTypes.Add(TypeDefinition.Plain(type))[0];
        _functionIds.Add(type, id);
        return id;
    }
}
