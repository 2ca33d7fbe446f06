using System.Reflection.Metadata;
using System.Text;
using Microlight.Abi;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>The methods between Wasm functions and the mailbox: exports that the host calls, imports that call the host (docs/design.md, "A call").</summary>
internal static class StubWriter
{
    /// <summary>A guest function's signature as <c>.microlight.functions</c> wants it; null if it has more values than the mailbox has slots.</summary>
    public static string? Signature(FunctionType type)
    {
        if (type.Parameters.Length > GuestSignature.MaximumSlots || type.Results.Length > GuestSignature.MaximumSlots) return null;
        var text = new StringBuilder();
        foreach (var parameter in type.Parameters) text.Append(Letter(IrTypes.Of(parameter)));
        text.Append('>');
        foreach (var result in type.Results) text.Append(Letter(IrTypes.Of(result)));
        return text.ToString();
    }

    private static char Letter(IrType type) => type switch { IrType.I32 => 'i', IrType.I64 => 'I', IrType.F32 => 'f', IrType.F64 => 'd', IrType.V128 => 'v', _ => 'r' };

    private static GuestType GuestTypeOf(IrType type) => type switch
    {
        IrType.I32 => GuestType.Int32, IrType.I64 => GuestType.Int64, IrType.F32 => GuestType.Float32, IrType.F64 => GuestType.Float64,
        IrType.V128 => GuestType.Vector128, _ => GuestType.Reference,
    };

    /// <summary>How a value is read; of a vector, its lower half.</summary>
    public static ILOpCode LoadOf(IrType type) => type switch { IrType.I32 => ILOpCode.Ldind_i4, IrType.F32 => ILOpCode.Ldind_r4, IrType.F64 => ILOpCode.Ldind_r8, _ => ILOpCode.Ldind_i8 };
    /// <summary>How a value is written; of a vector, its lower half.</summary>
    public static ILOpCode StoreOf(IrType type) => type switch { IrType.I32 => ILOpCode.Stind_i4, IrType.F32 => ILOpCode.Stind_r4, IrType.F64 => ILOpCode.Stind_r8, _ => ILOpCode.Stind_i8 };

    private static ulong Slot(int slots, int index) => GuestLayout.Mailbox + (ulong)(slots + index * MailboxLayout.SlotSize);

    private static ulong UpperHalf(int slots, int index) =>
        GuestLayout.Mailbox + (ulong)((slots == MailboxLayout.CallSlots ? MailboxLayout.CallUpperHalves : MailboxLayout.HostCallUpperHalves) + 8 * index);

    /// <summary>Pushes the value of a slot.</summary>
    private static void LoadSlot(ProgramTokens tokens, CilBuffer code, int slots, int index, IrType type)
    {
        code.LoadAddress(Slot(slots, index));
        code.Op(LoadOf(type));
        if (type != IrType.V128) return;
        code.LoadAddress(UpperHalf(slots, index));
        code.Op(ILOpCode.Ldind_i8);
        code.Token(ILOpCode.Call, tokens.Vectors.Runtime("Join"));
    }

    private static void StoreSlot(ProgramTokens tokens, CilBuffer code, int slots, int index, IrType type, Action push)
    {
        var slot = Slot(slots, index);
        code.LoadAddress(slot);
        push();
        if (type == IrType.V128) code.Token(ILOpCode.Call, tokens.Vectors.Runtime("Low"));
        code.Op(StoreOf(type));
        if (type == IrType.V128)
        {
            code.LoadAddress(UpperHalf(slots, index));
            push();
            code.Token(ILOpCode.Call, tokens.Vectors.Runtime("High"));
            code.Op(ILOpCode.Stind_i8);
        }
        WriteType(code, slot, type);
    }

    private static void WriteType(CilBuffer code, ulong slot, IrType type)
    {
        code.LoadAddress(slot + MailboxLayout.SlotLength);
        code.LoadInt64((long)GuestTypeOf(type) << 32); // length 0, then the type
        code.Op(ILOpCode.Stind_i8);
    }

    private static void WriteCount(CilBuffer code, int offset, int count)
    {
        code.LoadAddress(GuestLayout.Mailbox + (ulong)offset);
        code.LoadInt32(count);
        code.Op(ILOpCode.Stind_i4);
    }

    /// <summary><c>void (i64 mailbox)</c>, for a function of that type, which has ids of the program: arguments out of the call slots, results into them.</summary>
    /// <param name="mayThrow">Whether an exception may come out of the function.</param>
    public static CilMethod Export(ProgramTokens tokens, EntityHandle function, FunctionType type, bool mayThrow)
    {
        var code = new CilBuffer();
        var locals = new List<IrType>();
        var places = tokens.Convention.Places(type);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            var parameter = IrTypes.Of(type.Parameters[i]);
            LoadSlot(tokens, code, MailboxLayout.CallSlots, i, parameter);
            FromHost(code, tokens, type.Parameters[i]);
            if (places[i] < 0) code.Token(ILOpCode.Stsfld, tokens.ArgumentSlot(~places[i], parameter));
        }
        code.Token(ILOpCode.Call, function);
        if (type.Results.Length > 0)
        {
            locals.Add(IrTypes.Of(type.Results[0]));
            code.StoreLocal(0);
        }
        if (mayThrow) ExceptionMethods.TrapIfPending(code, tokens);
        for (var i = 0; i < type.Results.Length; i++)
        {
            var result = IrTypes.Of(type.Results[i]);
            var number = i;
            StoreSlot(tokens, code, MailboxLayout.CallSlots, i, result, () =>
            {
                if (number == 0) code.LoadLocal(0);
                else code.Token(ILOpCode.Ldsfld, tokens.ResultSlot(number, result));
                ToHost(code, tokens, type.Results[number]);
            });
        }
        WriteCount(code, MailboxLayout.CallResultCount, type.Results.Length);
        code.Op(ILOpCode.Ret);
        code.Complete();
        return new CilMethod(code, locals, type.Parameters.Length + 8, false, true, 0);
    }

    /// <summary>A method of the import's own type, which has ids of the program.</summary>
    public static CilMethod Import(ProgramTokens tokens, int number, FunctionType type)
    {
        var code = new CilBuffer();
        var places = tokens.Convention.Places(type);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            var parameter = IrTypes.Of(type.Parameters[i]);
            var (place, argument) = (places[i], i);
            StoreSlot(tokens, code, MailboxLayout.HostCallSlots, i, parameter, () =>
            {
                if (place >= 0) code.LoadArgument(place);
                else code.Token(ILOpCode.Ldsfld, tokens.ArgumentSlot(~place, parameter));
                ToHost(code, tokens, type.Parameters[argument]);
            });
        }
        WriteCount(code, MailboxLayout.HostCallImport, number);
        WriteCount(code, MailboxLayout.HostCallArgumentCount, type.Parameters.Length);
        code.Token(ILOpCode.Call, tokens.HostCall);
        for (var i = type.Results.Length - 1; i >= 0; i--)
        {
            var result = IrTypes.Of(type.Results[i]);
            LoadSlot(tokens, code, MailboxLayout.HostCallSlots, i, result);
            FromHost(code, tokens, type.Results[i]);
            if (i > 0) code.Token(ILOpCode.Stsfld, tokens.ResultSlot(i, result));
        }
        code.Op(ILOpCode.Ret);
        return new CilMethod(code, [], 8, false, true, 0);
    }

    /// <summary>Returns a global of a reference type.</summary>
    public static CilMethod Global(ProgramTokens tokens, int global, WasmType type)
    {
        var code = new CilBuffer();
        var slot = Slot(MailboxLayout.CallSlots, 0);
        code.LoadAddress(slot);
        code.Token(ILOpCode.Ldsfld, tokens.Global(global));
        ToHost(code, tokens, type);
        code.Op(ILOpCode.Stind_i8);
        WriteType(code, slot, IrType.Ref);
        WriteCount(code, MailboxLayout.CallResultCount, 1);
        code.Op(ILOpCode.Ret);
        return new CilMethod(code, [], 8, false, true, 0);
    }

    /// <summary>Takes a handle and frees it (<see cref="WasmInstance.Release"/>).</summary>
    public static CilMethod Release(ProgramTokens tokens)
    {
        var code = new CilBuffer();
        code.LoadAddress(Slot(MailboxLayout.CallSlots, 0));
        code.Op(ILOpCode.Ldind_i8);
        code.Token(ILOpCode.Call, tokens.References(RuntimeContract.ReferencesRelease));
        WriteCount(code, MailboxLayout.CallResultCount, 0);
        code.Op(ILOpCode.Ret);
        return new CilMethod(code, [], 8, false, true, 0);
    }

    /// <summary>A reference on the evaluation stack to the bits that the host gets; other values stay as they are.</summary>
    private static void ToHost(CilBuffer code, ProgramTokens tokens, WasmType type)
    {
        if (!type.IsReference) return;
        code.Token(ILOpCode.Call, tokens.References(ObjectLayout.IsTraced(type, tokens.Layout.Types.Table) ? RuntimeContract.ReferencesToHost : RuntimeContract.ReferencesFunctionToHost));
    }

    /// <summary>The host's bits on the evaluation stack to a reference of that type, or a trap; other values stay as they are.</summary>
    private static void FromHost(CilBuffer code, ProgramTokens tokens, WasmType type)
    {
        if (!type.IsReference) return;
        var layout = tokens.Layout;
        var demand = type.Code != Binary.TypeCode.Reference ? (int)type.Code
            : layout.Types.IsFunction(type.TypeIndex) ? RuntimeContract.DemandFunctionType : RuntimeContract.DemandObjectType;
        if (type.Nullable) demand |= RuntimeContract.DemandNullable;
        if (layout.Heap is not null) demand |= RuntimeContract.DemandHasHeap;
        code.LoadInt32(demand);
        code.LoadAddress(type.Code == Binary.TypeCode.Reference ? layout.TypeRecord(type.TypeIndex) : 0);
        code.LoadInt64(layout.Descriptors.Count);
        code.Token(ILOpCode.Call, tokens.References(RuntimeContract.ReferencesFromHost));
    }
}
