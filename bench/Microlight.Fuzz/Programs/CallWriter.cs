using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// The exported functions of a generated module. Those that call a function fill up the fuel and give floats as integers, because what
/// crosses into JavaScript may lose a NaN's bits, and vectors as two, because they do not cross at all. The last one hashes memories, globals and tables.
/// </summary>
internal sealed class CallWriter(Random random, ModuleShape shape)
{
    private const long Prime = 0x100000001b3;

    public (ModuleBuffer Body, FunctionType Type) WriteCall(uint function)
    {
        var type = shape.Functions[(int)function];
        var body = new ModuleBuffer();
        WriteLocals(body, type.Results);
        body.Opcode(Opcode.I32Const);
        body.Signed(ModuleShape.Fuel);
        Index(body, Opcode.GlobalSet, ModuleShape.FuelGlobal);
        var constants = new FunctionGenerator(random, shape, body);
        foreach (var parameter in type.Parameters) constants.WriteConstant(parameter);
        Index(body, Opcode.Call, function);
        for (var i = type.Results.Length - 1; i >= 0; i--) Index(body, Opcode.LocalSet, (uint)i);
        for (var i = 0; i < type.Results.Length; i++)
        {
            Index(body, Opcode.LocalGet, (uint)i);
            if (type.Results[i] == WasmType.V128)
            {
                Half(body, 0);
                Index(body, Opcode.LocalGet, (uint)i);
                Half(body, 1);
            }
            else Reinterpret(body, type.Results[i]);
        }
        body.Opcode(Opcode.End);
        return (body, new FunctionType([], [.. type.Results.SelectMany(AsIntegers)]));
    }

    public (ModuleBuffer Body, FunctionType Type) WriteHash()
    {
        // Locals: the hash, a position, its end.
        var body = new ModuleBuffer();
        WriteLocals(body, [WasmType.I64, WasmType.I64, WasmType.I64]);
        for (var i = 0; i < shape.Globals.Count; i++)
        {
            Index(body, Opcode.GlobalGet, (uint)i);
            if (shape.Globals[i].Type == WasmType.V128)
            {
                Half(body, 1);
                Mix(body);
                Index(body, Opcode.GlobalGet, (uint)i);
                Half(body, 0);
            }
            Reinterpret(body, shape.Globals[i].Type);
            if (shape.Globals[i].Type == WasmType.I32 || shape.Globals[i].Type == WasmType.F32) body.Opcode(Opcode.I64ExtendI32U);
            Mix(body);
        }
        for (var i = 0; i < shape.Memories.Count; i++)
        {
            var memory = (uint)i;
            var is64 = shape.Memories[i].Limits.Is64;
            Loop(body, () =>
            {
                Index(body, Opcode.MemorySize, memory);
                if (!is64) body.Opcode(Opcode.I64ExtendI32U);
                Constant(body, 16);
                body.Opcode(Opcode.I64Shl);
            }, 8, () =>
            {
                Index(body, Opcode.LocalGet, 1);
                if (!is64) body.Opcode(Opcode.I32WrapI64);
                body.Opcode(Opcode.I64Load);
                body.Unsigned(memory == 0 ? 0u : 0x40);
                if (memory != 0) body.Unsigned(memory);
                body.Unsigned(0);
            });
        }
        for (var i = 0; i < shape.Tables; i++)
        {
            var table = (uint)i;
            Loop(body, () =>
            {
                Index(body, Opcode.TableSize, table);
                body.Opcode(Opcode.I64ExtendI32U);
            }, 1, () =>
            {
                Index(body, Opcode.LocalGet, 1);
                body.Opcode(Opcode.I32WrapI64);
                Index(body, Opcode.TableGet, table);
                body.Opcode(Opcode.RefIsNull);
                body.Opcode(Opcode.I64ExtendI32U);
            });
        }
        Index(body, Opcode.LocalGet, 0);
        body.Opcode(Opcode.End);
        return (body, new FunctionType([], [WasmType.I64]));
    }

    /// <summary>For each position from 0 to the end: mixes in a value. The end counts as well.</summary>
    private static void Loop(ModuleBuffer body, Action end, int step, Action value)
    {
        Constant(body, 0);
        Index(body, Opcode.LocalSet, 1);
        end();
        Index(body, Opcode.LocalTee, 2);
        Mix(body);
        body.Opcode(Opcode.Block);
        body.Byte(0x40);
        body.Opcode(Opcode.Loop);
        body.Byte(0x40);
        Index(body, Opcode.LocalGet, 1);
        Index(body, Opcode.LocalGet, 2);
        body.Opcode(Opcode.I64GeU);
        Index(body, Opcode.BrIf, 1);
        value();
        Mix(body);
        Index(body, Opcode.LocalGet, 1);
        Constant(body, step);
        body.Opcode(Opcode.I64Add);
        Index(body, Opcode.LocalSet, 1);
        Index(body, Opcode.Br, 0);
        body.Opcode(Opcode.End);
        body.Opcode(Opcode.End);
    }

    /// <summary>hash = (hash xor value) · prime, rotated.</summary>
    private static void Mix(ModuleBuffer body)
    {
        Index(body, Opcode.LocalGet, 0);
        body.Opcode(Opcode.I64Xor);
        Constant(body, Prime);
        body.Opcode(Opcode.I64Mul);
        Constant(body, 29);
        body.Opcode(Opcode.I64Rotl);
        Index(body, Opcode.LocalSet, 0);
    }

    private static void WriteLocals(ModuleBuffer body, WasmType[] types)
    {
        body.Unsigned((ulong)types.Length);
        foreach (var type in types)
        {
            body.Unsigned(1);
            body.ValueType(type);
        }
    }

    private static WasmType[] AsIntegers(WasmType type) =>
        type == WasmType.V128 ? [WasmType.I64, WasmType.I64] : type == WasmType.F32 ? [WasmType.I32] : type == WasmType.F64 ? [WasmType.I64] : [type];

    private static void Half(ModuleBuffer body, byte lane)
    {
        body.Opcode(Opcode.I64x2ExtractLane);
        body.Byte(lane);
    }

    private static void Reinterpret(ModuleBuffer body, WasmType type)
    {
        if (type == WasmType.F32) body.Opcode(Opcode.I32ReinterpretF32);
        else if (type == WasmType.F64) body.Opcode(Opcode.I64ReinterpretF64);
    }

    private static void Constant(ModuleBuffer body, long value)
    {
        body.Opcode(Opcode.I64Const);
        body.Signed(value);
    }

    private static void Index(ModuleBuffer body, Opcode opcode, uint index)
    {
        body.Opcode(opcode);
        body.Unsigned(index);
    }
}
