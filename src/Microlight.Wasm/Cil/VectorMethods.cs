using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Cil;

/// <summary>
/// A method that the code generator expands: class of System.Runtime.Intrinsics.X86, name, and types. A letter is a vector of that element
/// (b byte, B sbyte, h short, H ushort, i int, u uint, l long, L ulong, f float, d double); behind a dot a number, # an immediate byte.
/// </summary>
/// <param name="Swapped">Takes the instruction's two operands the other way round.</param>
internal readonly record struct VectorMethod(string Class, string Name, string Types, bool Swapped = false);

/// <summary>The vector instructions that are one machine instruction, and which. Vectors have one type in CIL; the code generator goes by the method's types.</summary>
internal static class VectorMethods
{
    public static readonly VectorMethod Join = new("", "Create", ".l.l>l"), Or = new("Sse2", "Or", "bb>b"), Shuffle = new("Ssse3", "Shuffle", "bb>b"), AlignRight = new("Ssse3", "AlignRight", "bb#>b"),
        ShuffleInt32 = new("Sse2", "Shuffle", "i#>i"), ShuffleSingle = new("Sse", "Shuffle", "ff#>f"), ShuffleLow = new("Sse2", "ShuffleLow", "h#>h"),
        ShuffleHigh = new("Sse2", "ShuffleHigh", "h#>h"), Blend = new("Sse41", "Blend", "hh#>h"), BlendVariable = new("Sse41", "BlendVariable", "bbb>b"),
        Extract8 = new("Sse41", "Extract", "b#>.b"), Extract16 = new("Sse2", "Extract", "H#>.H"), Extract32 = new("Sse41", "Extract", "i#>.i"),
        Extract64 = new("Sse41.X64", "Extract", "l#>.l"), First32 = new("Sse2", "ConvertToInt32", "i>.i"), First64 = new("Sse2.X64", "ConvertToInt64", "l>.l"),
        Insert8 = new("Sse41", "Insert", "b.b#>b"), Insert16 = new("Sse2", "Insert", "h.h#>h"), Insert32 = new("Sse41", "Insert", "i.i#>i"), Insert64 = new("Sse41.X64", "Insert", "l.l#>l");

    /// <summary>By the number of bytes in an element, as an exponent of two.</summary>
    public static readonly VectorMethod[] UnpackLow = [new("Sse2", "UnpackLow", "bb>b"), new("Sse2", "UnpackLow", "hh>h"), new("Sse2", "UnpackLow", "ii>i"), new("Sse2", "UnpackLow", "ll>l")];
    public static readonly VectorMethod[] UnpackHigh = [new("Sse2", "UnpackHigh", "bb>b"), new("Sse2", "UnpackHigh", "hh>h"), new("Sse2", "UnpackHigh", "ii>i"), new("Sse2", "UnpackHigh", "ll>l")];

    /// <summary>All that is not in <see cref="ByOpcode"/>.</summary>
    public static IEnumerable<VectorMethod> Others =>
    [
        Join, Or, Shuffle, AlignRight, ShuffleInt32, ShuffleSingle, ShuffleLow, ShuffleHigh, Blend, BlendVariable, Extract8, Extract16, Extract32, Extract64, First32, First64,
        Insert8, Insert16, Insert32, Insert64, .. UnpackLow, .. UnpackHigh, .. ShiftsByOpcode.Values,
    ];

    /// <summary>Shifts by an immediate.</summary>
    public static readonly Dictionary<Opcode, VectorMethod> ShiftsByOpcode = new()
    {
        [Opcode.I16x8Shl] = new("Sse2", "ShiftLeftLogical", "h#>h"), [Opcode.I16x8ShrS] = new("Sse2", "ShiftRightArithmetic", "h#>h"), [Opcode.I16x8ShrU] = new("Sse2", "ShiftRightLogical", "h#>h"),
        [Opcode.I32x4Shl] = new("Sse2", "ShiftLeftLogical", "i#>i"), [Opcode.I32x4ShrS] = new("Sse2", "ShiftRightArithmetic", "i#>i"), [Opcode.I32x4ShrU] = new("Sse2", "ShiftRightLogical", "i#>i"),
        [Opcode.I64x2Shl] = new("Sse2", "ShiftLeftLogical", "l#>l"), [Opcode.I64x2ShrU] = new("Sse2", "ShiftRightLogical", "l#>l"),
    };

    public static readonly Dictionary<Opcode, VectorMethod> ByOpcode = new()
    {
        [Opcode.V128And] = new("Sse2", "And", "bb>b"), [Opcode.V128Or] = Or, [Opcode.V128Xor] = new("Sse2", "Xor", "bb>b"), [Opcode.V128Andnot] = new("Sse2", "AndNot", "bb>b", Swapped: true),
        [Opcode.I8x16Add] = new("Sse2", "Add", "bb>b"), [Opcode.I16x8Add] = new("Sse2", "Add", "hh>h"), [Opcode.I32x4Add] = new("Sse2", "Add", "ii>i"), [Opcode.I64x2Add] = new("Sse2", "Add", "ll>l"),
        [Opcode.I8x16Sub] = new("Sse2", "Subtract", "bb>b"), [Opcode.I16x8Sub] = new("Sse2", "Subtract", "hh>h"), [Opcode.I32x4Sub] = new("Sse2", "Subtract", "ii>i"), [Opcode.I64x2Sub] = new("Sse2", "Subtract", "ll>l"),
        [Opcode.I8x16AddSatS] = new("Sse2", "AddSaturate", "BB>B"), [Opcode.I8x16AddSatU] = new("Sse2", "AddSaturate", "bb>b"),
        [Opcode.I16x8AddSatS] = new("Sse2", "AddSaturate", "hh>h"), [Opcode.I16x8AddSatU] = new("Sse2", "AddSaturate", "HH>H"),
        [Opcode.I8x16SubSatS] = new("Sse2", "SubtractSaturate", "BB>B"), [Opcode.I8x16SubSatU] = new("Sse2", "SubtractSaturate", "bb>b"),
        [Opcode.I16x8SubSatS] = new("Sse2", "SubtractSaturate", "hh>h"), [Opcode.I16x8SubSatU] = new("Sse2", "SubtractSaturate", "HH>H"),
        [Opcode.I16x8Mul] = new("Sse2", "MultiplyLow", "hh>h"), [Opcode.I32x4Mul] = new("Sse41", "MultiplyLow", "ii>i"), [Opcode.I32x4DotI16x8S] = new("Sse2", "MultiplyAddAdjacent", "hh>i"),
        [Opcode.I16x8RelaxedQ15mulrS] = new("Ssse3", "MultiplyHighRoundScale", "hh>h"), [Opcode.I8x16RelaxedSwizzle] = Shuffle,
        [Opcode.I8x16MinS] = new("Sse41", "Min", "BB>B"), [Opcode.I8x16MinU] = new("Sse2", "Min", "bb>b"), [Opcode.I16x8MinS] = new("Sse2", "Min", "hh>h"),
        [Opcode.I16x8MinU] = new("Sse41", "Min", "HH>H"), [Opcode.I32x4MinS] = new("Sse41", "Min", "ii>i"), [Opcode.I32x4MinU] = new("Sse41", "Min", "uu>u"),
        [Opcode.I8x16MaxS] = new("Sse41", "Max", "BB>B"), [Opcode.I8x16MaxU] = new("Sse2", "Max", "bb>b"), [Opcode.I16x8MaxS] = new("Sse2", "Max", "hh>h"),
        [Opcode.I16x8MaxU] = new("Sse41", "Max", "HH>H"), [Opcode.I32x4MaxS] = new("Sse41", "Max", "ii>i"), [Opcode.I32x4MaxU] = new("Sse41", "Max", "uu>u"),
        [Opcode.I8x16AvgrU] = new("Sse2", "Average", "bb>b"), [Opcode.I16x8AvgrU] = new("Sse2", "Average", "HH>H"),
        [Opcode.I8x16Abs] = new("Ssse3", "Abs", "B>b"), [Opcode.I16x8Abs] = new("Ssse3", "Abs", "h>H"), [Opcode.I32x4Abs] = new("Ssse3", "Abs", "i>u"),
        [Opcode.I8x16Eq] = new("Sse2", "CompareEqual", "bb>b"), [Opcode.I16x8Eq] = new("Sse2", "CompareEqual", "hh>h"), [Opcode.I32x4Eq] = new("Sse2", "CompareEqual", "ii>i"), [Opcode.I64x2Eq] = new("Sse41", "CompareEqual", "ll>l"),
        [Opcode.I8x16GtS] = new("Sse2", "CompareGreaterThan", "BB>B"), [Opcode.I16x8GtS] = new("Sse2", "CompareGreaterThan", "hh>h"),
        [Opcode.I32x4GtS] = new("Sse2", "CompareGreaterThan", "ii>i"), [Opcode.I64x2GtS] = new("Sse42", "CompareGreaterThan", "ll>l"),
        [Opcode.I8x16LtS] = new("Sse2", "CompareGreaterThan", "BB>B", Swapped: true), [Opcode.I16x8LtS] = new("Sse2", "CompareGreaterThan", "hh>h", Swapped: true),
        [Opcode.I32x4LtS] = new("Sse2", "CompareGreaterThan", "ii>i", Swapped: true), [Opcode.I64x2LtS] = new("Sse42", "CompareGreaterThan", "ll>l", Swapped: true),
        [Opcode.I8x16NarrowI16x8S] = new("Sse2", "PackSignedSaturate", "hh>B"), [Opcode.I8x16NarrowI16x8U] = new("Sse2", "PackUnsignedSaturate", "hh>b"),
        [Opcode.I16x8NarrowI32x4S] = new("Sse2", "PackSignedSaturate", "ii>h"), [Opcode.I16x8NarrowI32x4U] = new("Sse41", "PackUnsignedSaturate", "ii>H"),
        [Opcode.I16x8ExtendLowI8x16S] = new("Sse41", "ConvertToVector128Int16", "B>h"), [Opcode.I16x8ExtendLowI8x16U] = new("Sse41", "ConvertToVector128Int16", "b>h"),
        [Opcode.I32x4ExtendLowI16x8S] = new("Sse41", "ConvertToVector128Int32", "h>i"), [Opcode.I32x4ExtendLowI16x8U] = new("Sse41", "ConvertToVector128Int32", "H>i"),
        [Opcode.I64x2ExtendLowI32x4S] = new("Sse41", "ConvertToVector128Int64", "i>l"), [Opcode.I64x2ExtendLowI32x4U] = new("Sse41", "ConvertToVector128Int64", "u>l"),
        [Opcode.I8x16Bitmask] = new("Sse2", "MoveMask", "b>.i"), [Opcode.I32x4Bitmask] = new("Sse", "MoveMask", "f>.i"), [Opcode.I64x2Bitmask] = new("Sse2", "MoveMask", "d>.i"),
        [Opcode.F32x4Eq] = new("Sse", "CompareEqual", "ff>f"), [Opcode.F32x4Ne] = new("Sse", "CompareNotEqual", "ff>f"), [Opcode.F32x4Lt] = new("Sse", "CompareLessThan", "ff>f"),
        [Opcode.F32x4Gt] = new("Sse", "CompareGreaterThan", "ff>f"), [Opcode.F32x4Le] = new("Sse", "CompareLessThanOrEqual", "ff>f"), [Opcode.F32x4Ge] = new("Sse", "CompareGreaterThanOrEqual", "ff>f"),
        [Opcode.F64x2Eq] = new("Sse2", "CompareEqual", "dd>d"), [Opcode.F64x2Ne] = new("Sse2", "CompareNotEqual", "dd>d"), [Opcode.F64x2Lt] = new("Sse2", "CompareLessThan", "dd>d", false),
        [Opcode.F64x2Gt] = new("Sse2", "CompareGreaterThan", "dd>d"), [Opcode.F64x2Le] = new("Sse2", "CompareLessThanOrEqual", "dd>d"), [Opcode.F64x2Ge] = new("Sse2", "CompareGreaterThanOrEqual", "dd>d"),
        [Opcode.F32x4Add] = new("Sse", "Add", "ff>f"), [Opcode.F32x4Sub] = new("Sse", "Subtract", "ff>f"), [Opcode.F32x4Mul] = new("Sse", "Multiply", "ff>f"), [Opcode.F32x4Div] = new("Sse", "Divide", "ff>f"),
        [Opcode.F64x2Add] = new("Sse2", "Add", "dd>d"), [Opcode.F64x2Sub] = new("Sse2", "Subtract", "dd>d"), [Opcode.F64x2Mul] = new("Sse2", "Multiply", "dd>d"), [Opcode.F64x2Div] = new("Sse2", "Divide", "dd>d"),
        // b < a ? b : a, and a < b ? b : a: what the machine's minimum and maximum do with their operands swapped, NaN and zeros included.
        [Opcode.F32x4Pmin] = new("Sse", "Min", "ff>f", Swapped: true), [Opcode.F32x4Pmax] = new("Sse", "Max", "ff>f", Swapped: true),
        [Opcode.F64x2Pmin] = new("Sse2", "Min", "dd>d", Swapped: true), [Opcode.F64x2Pmax] = new("Sse2", "Max", "dd>d", Swapped: true),
        [Opcode.F32x4RelaxedMin] = new("Sse", "Min", "ff>f"), [Opcode.F32x4RelaxedMax] = new("Sse", "Max", "ff>f"), [Opcode.F64x2RelaxedMin] = new("Sse2", "Min", "dd>d"), [Opcode.F64x2RelaxedMax] = new("Sse2", "Max", "dd>d"),
        [Opcode.F32x4Sqrt] = new("Sse", "Sqrt", "f>f"), [Opcode.F64x2Sqrt] = new("Sse2", "Sqrt", "d>d"),
        [Opcode.F32x4Ceil] = new("Sse41", "Ceiling", "f>f"), [Opcode.F32x4Floor] = new("Sse41", "Floor", "f>f"), [Opcode.F32x4Trunc] = new("Sse41", "RoundToZero", "f>f"), [Opcode.F32x4Nearest] = new("Sse41", "RoundToNearestInteger", "f>f"),
        [Opcode.F64x2Ceil] = new("Sse41", "Ceiling", "d>d"), [Opcode.F64x2Floor] = new("Sse41", "Floor", "d>d"), [Opcode.F64x2Trunc] = new("Sse41", "RoundToZero", "d>d"), [Opcode.F64x2Nearest] = new("Sse41", "RoundToNearestInteger", "d>d"),
        [Opcode.F32x4ConvertI32x4S] = new("Sse2", "ConvertToVector128Single", "i>f"), [Opcode.F64x2ConvertLowI32x4S] = new("Sse2", "ConvertToVector128Double", "i>d"),
        [Opcode.F32x4DemoteF64x2Zero] = new("Sse2", "ConvertToVector128Single", "d>f"), [Opcode.F64x2PromoteLowF32x4] = new("Sse2", "ConvertToVector128Double", "f>d"),
        [Opcode.I32x4RelaxedTruncF32x4S] = new("Sse2", "ConvertToVector128Int32WithTruncation", "f>i"), [Opcode.I32x4RelaxedTruncF64x2SZero] = new("Sse2", "ConvertToVector128Int32WithTruncation", "d>i"),
    };
}
