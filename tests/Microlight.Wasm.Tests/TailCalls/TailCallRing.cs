using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.TailCalls;

/// <summary>
/// Functions of random types that call each other in tail position in a ring: each takes a count, a checksum and values, adds the values to
/// the checksum, and calls the next with others until the count is 0. Exported as <c>run</c>: (i32 count, i64 checksum) → (i64, f32, i64).
/// </summary>
internal static class TailCallRing
{
    /// <summary>Locals of each function beside its parameters.</summary>
    public const uint Locals = 4000;

    private static readonly WasmType[] Results = [WasmType.I64, WasmType.F32, WasmType.I64];

    /// <param name="seed">For the types.</param>
    /// <param name="functions">How many there are.</param>
    /// <param name="parameters">Most values beside count and checksum.</param>
    /// <param name="isIndirect">Whether a function calls the next through the table.</param>
    /// <param name="prefix">Code before each body, given the index of the first of the function's <see cref="Locals"/> i32 locals.</param>
    public static byte[] Build(int seed, int functions, int parameters, Func<int, bool> isIndirect, Func<uint, ModuleWriter>? prefix = null)
    {
        var random = new Random(seed);
        var types = new WasmType[functions][];
        for (var i = 0; i < functions; i++)
        {
            WasmType[] all = [WasmType.I32, WasmType.I64, WasmType.F32, WasmType.F64];
            types[i] = [WasmType.I32, WasmType.I64, .. Enumerable.Range(0, random.Next(parameters + 1)).Select(_ => all[random.Next(4)])];
        }
        types[0] = [WasmType.I32, WasmType.I64];
        var bodies = Enumerable.Range(0, functions).Select(i => Body(random, types[i], (i + 1) % functions, types[(i + 1) % functions], isIndirect(i), prefix));
        return ModuleWriter.Module(
            ModuleWriter.Section(SectionId.Type, [.. types.Select(t => ModuleWriter.FunctionType(t, Results))]),
            ModuleWriter.Section(SectionId.Function, [.. Enumerable.Range(0, functions).Select(i => new ModuleWriter().U32((uint)i))]),
            ModuleWriter.Section(SectionId.Table, new ModuleWriter().Byte(0x70).Limits((uint)functions)),
            ModuleWriter.Section(SectionId.Export, ModuleWriter.Export("run", ExternalKind.Function, 0)),
            ModuleWriter.Section(SectionId.Element, Elements(functions)),
            ModuleWriter.Section(SectionId.Code, [.. bodies]));
    }

    private static ModuleWriter Elements(int functions)
    {
        var segment = new ModuleWriter().U32(0).Byte((byte)Opcode.I32Const).S64(0).Byte((byte)Opcode.End).U32((uint)functions);
        for (var i = 0; i < functions; i++) segment.U32((uint)i);
        return segment;
    }

    private static ModuleWriter Body(Random random, WasmType[] types, int next, WasmType[] nextTypes, bool isIndirect, Func<uint, ModuleWriter>? prefix)
    {
        var body = new ModuleWriter().U32(1).U32(Locals).Byte((byte)WasmType.I32.Code);
        if (prefix is not null) body.Raw(prefix((uint)types.Length).ToArray());
        for (var i = 2; i < types.Length; i++)
        {
            body.Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.I64Const).S64(31).Byte((byte)Opcode.I64Mul).Byte((byte)Opcode.LocalGet).U32((uint)i);
            if (types[i] == WasmType.I32) body.Byte((byte)Opcode.I64ExtendI32U);
            if (types[i] == WasmType.F32) body.Byte((byte)Opcode.I32ReinterpretF32).Byte((byte)Opcode.I64ExtendI32U);
            if (types[i] == WasmType.F64) body.Byte((byte)Opcode.I64ReinterpretF64);
            body.Byte((byte)Opcode.I64Add).Byte((byte)Opcode.LocalSet).U32(1);
        }
        body.Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Eqz).Byte((byte)Opcode.If).Byte(0x40)
            .Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.F32Const).F32(1.5f).Byte((byte)Opcode.LocalGet).U32(1).Byte((byte)Opcode.Return).Byte((byte)Opcode.End);
        body.Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Const).S64(1).Byte((byte)Opcode.I32Sub).Byte((byte)Opcode.LocalGet).U32(1);
        foreach (var type in nextTypes.Skip(2))
        {
            // A value that was passed in where there is one of the type: arguments change places.
            var same = Enumerable.Range(2, types.Length - 2).Where(i => types[i] == type).ToArray();
            if (same.Length > 0 && random.Next(2) == 0)
            {
                body.Byte((byte)Opcode.LocalGet).U32((uint)same[random.Next(same.Length)]);
                continue;
            }
            body.Byte((byte)Opcode.LocalGet).U32(0).Byte((byte)Opcode.I32Const).S64(random.Next(1000)).Byte((byte)Opcode.I32Add);
            if (type == WasmType.I64) body.Byte((byte)Opcode.I64ExtendI32S);
            if (type == WasmType.F32) body.Byte((byte)Opcode.F32ConvertI32S);
            if (type == WasmType.F64) body.Byte((byte)Opcode.F64ConvertI32S);
        }
        if (isIndirect) body.Byte((byte)Opcode.I32Const).S64(next).Byte((byte)Opcode.ReturnCallIndirect).U32((uint)next).U32(0);
        else body.Byte((byte)Opcode.ReturnCall).U32((uint)next);
        return new ModuleWriter().Sized(body.Byte((byte)Opcode.End));
    }
}
