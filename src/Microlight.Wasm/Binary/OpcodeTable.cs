namespace Microlight.Wasm.Binary;

/// <summary>What follows an opcode in the binary format.</summary>
internal enum ImmediateKind : byte
{
    Illegal,
    None,
    Block,
    /// <summary>One index of any space, or a label.</summary>
    Index,
    /// <summary>Two indices, the first into A, the second into B.</summary>
    IndexPair,
    Labels,
    SelectTypes,
    MemoryArgument,
    I32,
    I64,
    F32,
    F64,
    HeapType,
    /// <summary>0xfc: a second opcode as a u32.</summary>
    Prefix,
    Unsupported,
}

/// <summary>The immediates of every opcode (spec 5.4), and the features behind the opcodes that are known but not supported.</summary>
internal static class OpcodeTable
{
    private static readonly ImmediateKind[] SingleByte = BuildSingleByte();

    public static ImmediateKind Immediates(byte opcode) => SingleByte[opcode];

    /// <summary>For opcodes behind the prefix 0xfc.</summary>
    public static ImmediateKind PrefixedImmediates(uint number) => number switch
    {
        <= 7 => ImmediateKind.None,
        8 or 10 or 12 or 14 => ImmediateKind.IndexPair,
        9 or 11 or 13 or 15 or 16 or 17 => ImmediateKind.Index,
        >= 19 and <= 22 => ImmediateKind.Unsupported,
        _ => ImmediateKind.Illegal,
    };

    /// <summary>The feature that brought an opcode of kind <see cref="ImmediateKind.Unsupported"/>.</summary>
    public static string FeatureOf(byte opcode) => opcode switch
    {
        0x06 or 0x07 or 0x09 or 0x18 or 0x19 => WasmFeature.LegacyExceptions,
        0x08 or 0x0a or 0x1f => WasmFeature.Exceptions,
        0x12 or 0x13 or 0x15 => WasmFeature.TailCalls,
        0x14 or 0xd4 or 0xd5 or 0xd6 => WasmFeature.TypedReferences,
        0xd3 or 0xfb => WasmFeature.GarbageCollection,
        0xfc => WasmFeature.WideArithmetic,
        0xfd => WasmFeature.Simd,
        0xfe => WasmFeature.Threads,
        _ => throw new ArgumentOutOfRangeException(nameof(opcode)),
    };

    private static ImmediateKind[] BuildSingleByte()
    {
        var kinds = new ImmediateKind[256];
        foreach (var opcode in Enum.GetValues<Opcode>())
            if ((int)opcode < 256) kinds[(int)opcode] = KindOf(opcode);
        foreach (var opcode in (ReadOnlySpan<byte>)[0x06, 0x07, 0x08, 0x09, 0x0a, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1f, 0xd3, 0xd4, 0xd5, 0xd6, 0xfb, 0xfd, 0xfe])
            kinds[opcode] = ImmediateKind.Unsupported;
        kinds[0xfc] = ImmediateKind.Prefix;
        return kinds;
    }

    private static ImmediateKind KindOf(Opcode opcode) => opcode switch
    {
        Opcode.Block or Opcode.Loop or Opcode.If => ImmediateKind.Block,
        Opcode.Br or Opcode.BrIf or Opcode.Call or Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee or Opcode.GlobalGet
            or Opcode.GlobalSet or Opcode.TableGet or Opcode.TableSet or Opcode.MemorySize or Opcode.MemoryGrow or Opcode.RefFunc => ImmediateKind.Index,
        Opcode.CallIndirect => ImmediateKind.IndexPair,
        Opcode.BrTable => ImmediateKind.Labels,
        Opcode.SelectT => ImmediateKind.SelectTypes,
        >= Opcode.I32Load and <= Opcode.I64Store32 => ImmediateKind.MemoryArgument,
        Opcode.I32Const => ImmediateKind.I32,
        Opcode.I64Const => ImmediateKind.I64,
        Opcode.F32Const => ImmediateKind.F32,
        Opcode.F64Const => ImmediateKind.F64,
        Opcode.RefNull => ImmediateKind.HeapType,
        _ => ImmediateKind.None,
    };
}
