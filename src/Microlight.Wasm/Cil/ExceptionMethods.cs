using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>
/// The two methods of a program that turn the pending exception into an object of the heap and back, for exnref and legacy catch_all. Tags
/// with values of the same types share their code.
/// </summary>
internal sealed class ExceptionMethods
{
    private readonly ProgramTokens _tokens;
    /// <summary>By tag, the number of its kind.</summary>
    private readonly int[] _kindOf;
    private readonly List<(IrType[] Types, ObjectLayout Layout)> _kinds = [];

    public ExceptionMethods(ProgramTokens tokens, LinkedProgram program)
    {
        _tokens = tokens;
        _kindOf = new int[program.Tags.Length];
        var known = new Dictionary<string, int>();
        for (var i = 0; i < _kindOf.Length; i++)
        {
            var types = IrTypes.Of(program.Types.Function(program.Tags[i].TypeId).Parameters);
            var key = string.Concat(types.Select(t => (char)t));
            if (!known.TryGetValue(key, out _kindOf[i]))
            {
                known.Add(key, _kindOf[i] = _kinds.Count);
                _kinds.Add((types, tokens.Layout.Types.Exception(i)));
            }
        }
    }

    /// <summary><c>long ()</c>: the pending exception's object, the one that it was thrown by or a new one.</summary>
    public CilMethod Catch()
    {
        var code = new CilBuffer();
        var locals = new List<IrType> { IrType.I64 };
        var make = code.NewLabel();
        code.Token(ILOpCode.Ldsfld, _tokens.PendingObject);
        code.Op(ILOpCode.Dup);
        code.StoreLocal(0);
        code.Branch(ILOpCode.Brfalse, make);
        code.LoadLocal(0);
        code.Op(ILOpCode.Ret);
        code.Mark(make);
        ForEachKind(code, () =>
        {
            code.Token(ILOpCode.Ldsfld, _tokens.Pending);
            code.LoadInt32(1);
            code.Op(ILOpCode.Sub);
        }, (types, layout) =>
        {
            // A collection must see the references: not in their slots, but in variables of this method.
            var first = locals.Count;
            for (var i = 0; i < types.Length; i++)
            {
                if (types[i] != IrType.Ref) continue;
                code.Token(ILOpCode.Ldsfld, _tokens.Payload(i, types[i]));
                code.StoreLocal(locals.Count);
                locals.Add(IrType.I64);
            }
            LoadRecord(code, () =>
            {
                code.Token(ILOpCode.Ldsfld, _tokens.Pending);
                code.LoadInt32(1);
                code.Op(ILOpCode.Sub);
            });
            code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNew));
            code.StoreLocal(0);
            var reference = first;
            for (var i = 0; i < types.Length; i++)
            {
                Field(code, () => code.LoadLocal(0), layout.Offsets[i]);
                if (types[i] == IrType.Ref) code.LoadLocal(reference++);
                else code.Token(ILOpCode.Ldsfld, _tokens.Payload(i, types[i]));
                if (types[i] == IrType.V128) code.Token(ILOpCode.Stobj, _tokens.Vectors.Type);
                else code.Op(StubWriter.StoreOf(types[i]));
            }
            code.LoadLocal(0);
            code.Op(ILOpCode.Ret);
        });
        code.Complete();
        return new CilMethod(code, locals, 8, true, true, 0);
    }

    /// <summary><c>void (long exception)</c>: makes it the pending one.</summary>
    public CilMethod Throw()
    {
        var code = new CilBuffer();
        var present = code.NewLabel();
        code.LoadArgument(0);
        code.Branch(ILOpCode.Brtrue, present);
        code.LoadInt32((int)WasmTrapKind.NullExceptionReference);
        code.Token(ILOpCode.Call, _tokens.Trap);
        code.Op(ILOpCode.Ldnull, ILOpCode.Throw);
        code.Mark(present);
        code.LoadArgument(0);
        code.Token(ILOpCode.Stsfld, _tokens.PendingObject);
        LoadTag(code);
        code.LoadInt32(1);
        code.Op(ILOpCode.Add);
        code.Token(ILOpCode.Stsfld, _tokens.Pending);
        ForEachKind(code, () => LoadTag(code), (types, layout) =>
        {
            for (var i = 0; i < types.Length; i++)
            {
                Field(code, () => code.LoadArgument(0), layout.Offsets[i]);
                if (types[i] == IrType.V128) code.Token(ILOpCode.Ldobj, _tokens.Vectors.Type);
                else code.Op(StubWriter.LoadOf(types[i]));
                code.Token(ILOpCode.Stsfld, _tokens.Payload(i, types[i]));
            }
            code.Op(ILOpCode.Ret);
        });
        code.Complete();
        return new CilMethod(code, [], 8, false, true, 0);
    }

    /// <summary>At the border to the host: an exception that is still pending is nobody's.</summary>
    public static void TrapIfPending(CilBuffer code, ProgramTokens tokens)
    {
        var none = code.NewLabel();
        code.Token(ILOpCode.Ldsfld, tokens.Pending);
        code.Branch(ILOpCode.Brfalse, none);
        code.Token(ILOpCode.Ldsfld, tokens.Pending);
        code.LoadInt32((int)RuntimeContract.UncaughtException - 1);
        code.Op(ILOpCode.Add);
        code.LoadInt32(0);
        code.Token(ILOpCode.Stsfld, tokens.Pending);
        code.Token(ILOpCode.Call, tokens.Trap);
        code.Op(ILOpCode.Ldnull, ILOpCode.Throw);
        code.Mark(none);
    }

    /// <summary>The number of the tag of the object in argument 0, from the low half of its record's address.</summary>
    private void LoadTag(CilBuffer code)
    {
        code.LoadArgument(0);
        code.Op(ILOpCode.Ldind_u4);
        code.LoadInt32((int)(uint)_tokens.Layout.TagRecord(0));
        code.Op(ILOpCode.Sub);
        code.LoadInt32(int.Log2(HeapContract.RecordSize));
        code.Op(ILOpCode.Shr_un);
    }

    private void LoadRecord(CilBuffer code, Action loadTag)
    {
        loadTag();
        code.LoadInt32(int.Log2(HeapContract.RecordSize));
        code.Op(ILOpCode.Shl, ILOpCode.Conv_u8);
        code.LoadAddress(_tokens.Layout.TagRecord(0));
        code.Op(ILOpCode.Add);
    }

    private static void Field(CilBuffer code, Action loadObject, int offset)
    {
        loadObject();
        code.LoadInt64(offset);
        code.Op(ILOpCode.Add);
    }

    /// <summary>Code for each kind of tag, chosen by a table if there are several.</summary>
    private void ForEachKind(CilBuffer code, Action loadTag, Action<IrType[], ObjectLayout> write)
    {
        var labels = new int[_kinds.Count];
        for (var i = 0; i < labels.Length; i++) labels[i] = code.NewLabel();
        if (labels.Length > 1)
        {
            loadTag();
            code.LoadInt32(2);
            code.Op(ILOpCode.Shl, ILOpCode.Conv_u8);
            code.LoadAddress(_tokens.Layout.TagKinds(_kindOf));
            code.Op(ILOpCode.Add, ILOpCode.Ldind_i4);
            code.Switch(labels);
        }
        for (var i = 0; i < labels.Length; i++)
        {
            code.Mark(labels[i]);
            write(_kinds[i].Types, _kinds[i].Layout);
        }
    }
}
