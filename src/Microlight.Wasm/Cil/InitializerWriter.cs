using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>The method that instantiates a module (spec 4.5.4): sizes of imports, globals, tables, element and data segments, start function.</summary>
internal sealed partial class InitializerWriter
{
    private readonly ProgramTokens _tokens;
    private readonly ProgramLayout _layout;
    private readonly LinkedInstance _instance;
    private readonly WasmModule _module;
    /// <summary>Bytes of CIL: long ones run once, and would take the code generator long to make better.</summary>
    private const int MaximumOptimized = 100_000;

    private readonly CilBuffer _code = new();
    private readonly List<IrType> _locals = [];
    private int _maximumStack = 8;

    private InitializerWriter(ProgramTokens tokens, LinkedInstance instance) =>
        (_tokens, _layout, _instance, _module) = (tokens, tokens.Layout, instance, instance.Module);

    /// <param name="before">Initialisers of the internal instances before it that it runs first, unless it is internal itself.</param>
    public static CilMethod Write(ProgramTokens tokens, LinkedInstance instance, IReadOnlyList<EntityHandle> before)
    {
        var writer = new InitializerWriter(tokens, instance);
        foreach (var initializer in instance.IsInternal ? [] : before)
        {
            writer._code.LoadArgument(0);
            writer._code.Token(ILOpCode.Call, initializer);
        }
        writer.CheckImports();
        writer.Globals();
        writer.Tables();
        writer.Elements();
        writer.Data();
        if (instance.Module.Start is { } start)
        {
            writer._code.Token(ILOpCode.Call, tokens.Function(instance.Index, start));
            if (tokens.Program.Throws.MayThrow(instance.Functions[start])) ExceptionMethods.TrapIfPending(writer._code, tokens);
        }
        writer._code.Op(ILOpCode.Ret);
        writer._code.Complete();
        return new CilMethod(writer._code, writer._locals, writer._maximumStack, false, writer._code.Length <= MaximumOptimized, 0);
    }

    /// <summary>Types were checked when the program was linked; sizes are known only now, for memories and tables grow.</summary>
    private void CheckImports()
    {
        var (memory, table) = (0, 0);
        foreach (var import in _module.Imports)
        {
            if (import.Kind == ExternalKind.Memory)
                Check(_layout.MemoryRecord(_instance.Memories[memory++]) + RuntimeContract.MemoryRecordBytes, Math.Min(import.Memory.Limits.Minimum, ulong.MaxValue >> 16) << 16);
            if (import.Kind == ExternalKind.Table)
                Check(_layout.TableRecord(_instance.Tables[table++]) + RuntimeContract.TableRecordElements, import.Table.Limits.Minimum);
        }
    }

    private void Check(ulong size, ulong minimum)
    {
        if (minimum == 0) return;
        var large = _code.NewLabel();
        _code.LoadAddress(size);
        _code.Op(ILOpCode.Ldind_i8);
        _code.LoadInt64((long)minimum);
        _code.Branch(ILOpCode.Bge_un, large);
        _code.LoadInt32((int)WasmTrapKind.IncompatibleImport);
        _code.Token(ILOpCode.Call, _tokens.Trap);
        _code.Op(ILOpCode.Ldnull, ILOpCode.Throw);
        _code.Mark(large);
    }

    private void Globals()
    {
        for (var i = 0; i < _module.DefinedGlobals.Length; i++)
        {
            Expression(_module.DefinedGlobals[i].Initializer, 0);
            _code.Token(ILOpCode.Stsfld, _tokens.Global(_instance.Globals[_module.ImportedGlobals + i]));
        }
    }

    private void Tables()
    {
        for (var i = 0; i < _module.DefinedTables.Length; i++)
        {
            if (_module.DefinedTables[i].Initializer is not { } initializer) continue;
            _code.LoadAddress(_layout.TableRecord(_instance.Tables[_module.ImportedTables + i]));
            _code.LoadInt64(0);
            Expression(initializer, 2);
            _code.LoadInt64((long)_module.DefinedTables[i].Type.Limits.Minimum);
            _code.Token(ILOpCode.Call, _tokens.Table(RuntimeContract.TableFill));
        }
    }

    private void Elements()
    {
        foreach (var (instance, address, expression) in _layout.ComputedElements)
        {
            if (instance != _instance.Index) continue;
            _code.LoadAddress(address);
            Expression(expression, 1);
            _code.Op(ILOpCode.Stind_i8);
        }
        for (var i = 0; i < _module.Elements.Length; i++)
        {
            var segment = _module.Elements[i];
            if (segment.Mode == SegmentMode.Active)
                Init(_tokens.Table(RuntimeContract.TableInit), _layout.TableRecord(_instance.Tables[segment.Table]), _layout.ElementSegment(_instance.Index, i), segment.Offset, segment.Count);
        }
    }

    private void Data()
    {
        for (var i = 0; i < _module.Data.Length; i++)
        {
            var segment = _module.Data[i];
            if (segment.Mode == SegmentMode.Active && !_layout.Placed.Contains((_instance.Index, i)))
                Init(_tokens.Memory(RuntimeContract.MemoryInit), _layout.MemoryRecord(_instance.Memories[segment.Memory]), _layout.DataSegment(_instance.Index, i), segment.Offset, segment.Length);
        }
    }

    private void Init(EntityHandle helper, ulong target, ulong segment, ConstantExpression offset, int length)
    {
        _code.LoadAddress(target);
        _code.LoadAddress(segment);
        if (Expression(offset, 2) == IrType.I32) _code.Op(ILOpCode.Conv_u8);
        _code.LoadInt64(0);
        _code.LoadInt64(length);
        _code.Token(ILOpCode.Call, helper);
        _code.LoadAddress(segment + RuntimeContract.SegmentRecordLength);
        _code.LoadInt64(0);
        _code.Op(ILOpCode.Stind_i8);
    }
}
