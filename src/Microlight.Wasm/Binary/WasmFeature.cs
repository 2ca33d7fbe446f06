namespace Microlight.Wasm.Binary;

/// <summary>Names of the WebAssembly features that are recognised but not compiled, as <see cref="WasmUnsupportedException"/> gives them.</summary>
internal static class WasmFeature
{
    public const string TailCalls = "tail calls";
    public const string Exceptions = "exception handling";
    public const string LegacyExceptions = "legacy exception handling";
    public const string TypedReferences = "typed function references";
    public const string GarbageCollection = "garbage collection";
    public const string CustomPageSizes = "custom page sizes";
    public const string CustomDescriptors = "custom descriptors";
    public const string Component = "the component model";

    /// <summary>The feature that brought an opcode, null for those that are always there.</summary>
    public static string? Of(Opcode opcode) => opcode switch
    {
        Opcode.Try or Opcode.Catch or Opcode.Rethrow or Opcode.Delegate or Opcode.CatchAll => LegacyExceptions,
        Opcode.Throw or Opcode.ThrowRef or Opcode.TryTable => Exceptions,
        Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef => TailCalls,
        Opcode.CallRef or Opcode.RefAsNonNull or Opcode.BrOnNull or Opcode.BrOnNonNull => TypedReferences,
        Opcode.RefEq or >= Opcode.StructNew and <= Opcode.I31GetU => GarbageCollection,
        _ => null,
    };
}
