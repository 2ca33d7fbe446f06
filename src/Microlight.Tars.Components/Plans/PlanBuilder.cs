using System.Collections.Immutable;
using System.Numerics;
using Microlight.Tars.Idl;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary>Makes plans of the types of both sides, which must be those that <see cref="WitWriter"/> makes of one another.</summary>
internal static class PlanBuilder
{
    /// <exception cref="ArgumentException">The WIT type is another one than the TARS type stands for; the message goes on from a place: "is …".</exception>
    public static ValuePlan Make(IdlType tars, WitType wit) => tars switch
    {
        IdlPrimitiveType primitive => MakePrimitive(primitive.Kind, wit),
        IdlVectorType { IsBytes: true } => wit is WitList { Length: null, Element: WitPrimitive { Kind: Primitive.U8 } } ? new BytesPlan(wit.Layout) : throw Mismatch(wit, "list<u8>"),
        IdlVectorType vector => wit is WitList { Length: null } list ? new ListPlan(wit.Layout, Within("its element", vector.Element, list.Element)) : throw Mismatch(wit, $"a list, for {vector}"),
        IdlMapType map => MakeMap(map, wit),
        IdlNamedType { Definition: IdlEnum @enum } => MakeEnum(@enum, wit),
        IdlNamedType { Definition: IdlStruct structure } => MakeStruct(structure, wit),
        _ => throw new InvalidOperationException($"There are no values of {tars}."),
    };

    /// <summary>Where values lie that lie one behind the other, as in a record.</summary>
    public static (ValuePlan Plan, int Offset)[] Place(IEnumerable<ValuePlan> plans)
    {
        var end = 0;
        return [.. plans.Select(plan =>
        {
            var offset = plan.Layout.Place(end);
            end = offset + (int)plan.Layout.Size;
            return (plan, offset);
        })];
    }

    /// <summary>A plan for a part; what is wrong with it is said to be there.</summary>
    public static ValuePlan Within(string place, IdlType tars, WitType wit)
    {
        try
        {
            return Make(tars, wit);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{place} {exception.Message}", exception);
        }
    }

    private static ValuePlan MakePrimitive(IdlPrimitive kind, WitType wit) => kind switch
    {
        IdlPrimitive.Bool => Is(wit, Primitive.Bool, "bool", layout => new BoolPlan(layout)),
        IdlPrimitive.Int8 => Number<sbyte, Int8Codec>(wit, Primitive.S8, "s8"),
        IdlPrimitive.UInt8 => Number<byte, UInt8Codec>(wit, Primitive.U8, "u8"),
        IdlPrimitive.Int16 => Number<short, Int16Codec>(wit, Primitive.S16, "s16"),
        IdlPrimitive.UInt16 => Number<ushort, UInt16Codec>(wit, Primitive.U16, "u16"),
        IdlPrimitive.Int32 => Number<int, Int32Codec>(wit, Primitive.S32, "s32"),
        IdlPrimitive.UInt32 => Number<uint, UInt32Codec>(wit, Primitive.U32, "u32"),
        IdlPrimitive.Int64 => Number<long, Int64Codec>(wit, Primitive.S64, "s64"),
        IdlPrimitive.Float => Number<float, FloatCodec>(wit, Primitive.F32, "f32"),
        IdlPrimitive.Double => Number<double, DoubleCodec>(wit, Primitive.F64, "f64"),
        _ => Is(wit, Primitive.String, "string", layout => new StringPlan(layout)),
    };

    private static ValuePlan Number<T, TCodec>(WitType wit, Primitive kind, string name) where T : unmanaged, INumber<T> where TCodec : struct, ITarsCodec<T> =>
        Is(wit, kind, name, layout => new NumberPlan<T, TCodec>(layout));

    private static ValuePlan Is(WitType wit, Primitive kind, string name, Func<MemoryLayout, ValuePlan> make) =>
        wit is WitPrimitive primitive && primitive.Kind == kind ? make(wit.Layout) : throw Mismatch(wit, name);

    private static MapPlan MakeMap(IdlMapType map, WitType wit) => wit is WitList { Length: null, Element: WitTuple { Types: [var key, var value] } pair }
        ? new MapPlan(wit.Layout, pair.Layout, Within("its key", map.Key, key), Within("its value", map.Value, value))
        : throw Mismatch(wit, $"a list of pairs, for {map}");

    private static EnumPlan MakeEnum(IdlEnum @enum, WitType wit)
    {
        var names = @enum.Members.Select(m => WitWriter.Name(m.Name, m.Position));
        return wit is WitEnum cases && cases.Cases.SequenceEqual(names) ? new EnumPlan(wit.Layout, @enum) : throw Mismatch(wit, $"enum {{ {string.Join(", ", names)} }}");
    }

    private static StructPlan MakeStruct(IdlStruct structure, WitType wit)
    {
        var names = structure.Fields.Select(f => WitWriter.Name(f.Name, f.Position)).ToList();
        var fields = wit is WitRecord record ? record.Fields : [];
        if (!fields.Select(f => f.Name).SequenceEqual(names)) throw Mismatch(wit, $"a record of {string.Join(", ", names)}, for {structure.Name}");
        return new StructPlan(wit.Layout, structure, Place(structure.Fields.Select((f, i) => Within($"its field {names[i]}", f.Type, fields[i].Type))));
    }

    private static ArgumentException Mismatch(WitType wit, string expected) => new($"is {wit}, and not {expected}.");
}
