using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// The module <c>spectest</c> that scripts import, as WebAssembly: an ordinary instance of the program, so that its tables and memories
/// are real ones. Its print functions take their arguments and do nothing.
/// </summary>
internal static class SpectestModule
{
    public const string Name = "spectest";

    private static readonly (string Name, WasmType[] Parameters)[] Functions =
    [
        ("print", []), ("print_i32", [WasmType.I32]), ("print_i64", [WasmType.I64]), ("print_f32", [WasmType.F32]), ("print_f64", [WasmType.F64]),
        ("print_i32_f32", [WasmType.I32, WasmType.F32]), ("print_f64_f64", [WasmType.F64, WasmType.F64]),
    ];

    public static byte[] Build() => ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, [.. Functions.Select(f => ModuleWriter.FunctionType(f.Parameters, []))]),
        ModuleWriter.Section(SectionId.Function, [.. Functions.Select((_, i) => new ModuleWriter().U32((uint)i))]),
        ModuleWriter.Section(SectionId.Table, 
            new ModuleWriter().Byte((byte)WasmType.FuncRef.Code).Limits(10, 20),
            new ModuleWriter().Byte((byte)WasmType.FuncRef.Code).Limits(10, 20, flags: 4)),
        ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1, 2), new ModuleWriter().Limits(1, 2, flags: 2)),
        ModuleWriter.Section(SectionId.Global,
            Global(WasmType.I32, new ModuleWriter().Byte((byte)Opcode.I32Const).S64(666)),
            Global(WasmType.I64, new ModuleWriter().Byte((byte)Opcode.I64Const).S64(666)),
            Global(WasmType.F32, new ModuleWriter().Byte((byte)Opcode.F32Const).F32(666.6f)),
            Global(WasmType.F64, new ModuleWriter().Byte((byte)Opcode.F64Const).F64(666.6))),
        ModuleWriter.Section(SectionId.Export,
        [
            .. Functions.Select((f, i) => ModuleWriter.Export(f.Name, ExternalKind.Function, i)),
            ModuleWriter.Export("table", ExternalKind.Table, 0),
            ModuleWriter.Export("table64", ExternalKind.Table, 1),
            ModuleWriter.Export("memory", ExternalKind.Memory, 0),
            ModuleWriter.Export("shared_memory", ExternalKind.Memory, 1),
            ModuleWriter.Export("global_i32", ExternalKind.Global, 0),
            ModuleWriter.Export("global_i64", ExternalKind.Global, 1),
            ModuleWriter.Export("global_f32", ExternalKind.Global, 2),
            ModuleWriter.Export("global_f64", ExternalKind.Global, 3),
        ]),
        ModuleWriter.Section(SectionId.Code, [.. Functions.Select(_ => ModuleWriter.Body())]));

    private static ModuleWriter Global(WasmType type, ModuleWriter value) =>
        new ModuleWriter().GlobalType(new GlobalType(type, false)).Raw(value.ToArray()).Byte((byte)Opcode.End);
}
