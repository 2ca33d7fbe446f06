using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Where the fields of a struct (or the values of an exception) lie: in their order, each at a multiple of its own size. So a type that
/// is declared below another has that one's fields at the same places.
/// </summary>
internal sealed class ObjectLayout
{
    private ObjectLayout(int[] offsets, int[] references, int size) => (Offsets, References, Size) = (offsets, references, size);

    /// <summary>By field, from the start of the object.</summary>
    public int[] Offsets { get; }
    /// <summary>Those of them that hold references the collector has to follow.</summary>
    public int[] References { get; }
    /// <summary>Bytes with the header, a multiple of 16.</summary>
    public int Size { get; }

    public static ObjectLayout Of(StructType type, TypeTable types) => Of(type.Fields, types);

    /// <summary>An exception's, by the parameters of its tag.</summary>
    public static ObjectLayout OfException(ReadOnlySpan<WasmType> values, TypeTable types)
    {
        var fields = new FieldType[values.Length];
        for (var i = 0; i < fields.Length; i++) fields[i] = new FieldType(values[i], Packing.None, false);
        return Of(fields, types);
    }

    private static ObjectLayout Of(FieldType[] fields, TypeTable types)
    {
        var offsets = new int[fields.Length];
        var references = new List<int>();
        var end = HeapContract.ObjectHeader;
        for (var i = 0; i < fields.Length; i++)
        {
            var size = SizeOf(fields[i]);
            offsets[i] = (end + size - 1) & -size;
            end = offsets[i] + size;
            if (IsTraced(fields[i].Type, types)) references.Add(offsets[i]);
        }
        return new ObjectLayout(offsets, [.. references], (end + 15) & ~15);
    }

    /// <summary>Bytes of a field or element.</summary>
    public static int SizeOf(FieldType field) => field.Packing switch
    {
        Packing.I8 => 1,
        Packing.I16 => 2,
        _ => IrTypes.Of(field.Type) switch { IrType.I32 or IrType.F32 => 4, IrType.V128 => 16, _ => 8 },
    };

    /// <summary>Where the elements of an array start.</summary>
    public static int FirstElement(FieldType element) => SizeOf(element) == 16 ? HeapContract.WideElements : HeapContract.ObjectHeader;

    /// <summary>Whether values of the type may be objects of the heap: references other than to functions.</summary>
    public static bool IsTraced(WasmType type, TypeTable types) => type.IsReference && types.TopOf(type) != Binary.TypeCode.FuncRef;
}
