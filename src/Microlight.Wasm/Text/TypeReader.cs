using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Text;

/// <summary>Reads types (spec 6.4): value, reference and heap types, and limits with what they belong to.</summary>
internal sealed class TypeReader(TextCursor cursor, TextModule module)
{
    private static readonly Dictionary<string, WasmType> Shorthands = new()
    {
        ["i32"] = WasmType.I32, ["i64"] = WasmType.I64, ["f32"] = WasmType.F32, ["f64"] = WasmType.F64, ["v128"] = WasmType.V128,
        ["anyref"] = WasmType.AnyRef, ["eqref"] = WasmType.EqRef, ["i31ref"] = WasmType.I31Ref, ["structref"] = WasmType.StructRef,
        ["arrayref"] = WasmType.ArrayRef, ["nullref"] = WasmType.NullRef, ["funcref"] = WasmType.FuncRef, ["nullfuncref"] = WasmType.NullFuncRef,
        ["externref"] = WasmType.ExternRef, ["nullexternref"] = WasmType.NullExternRef, ["exnref"] = WasmType.ExnRef, ["nullexnref"] = WasmType.NullExnRef,
    };

    private static readonly Dictionary<string, TypeCode> HeapTypes = new()
    {
        ["any"] = TypeCode.AnyRef, ["eq"] = TypeCode.EqRef, ["i31"] = TypeCode.I31Ref, ["struct"] = TypeCode.StructRef, ["array"] = TypeCode.ArrayRef,
        ["none"] = TypeCode.NullRef, ["func"] = TypeCode.FuncRef, ["nofunc"] = TypeCode.NullFuncRef, ["extern"] = TypeCode.ExternRef,
        ["noextern"] = TypeCode.NullExternRef, ["exn"] = TypeCode.ExnRef, ["noexn"] = TypeCode.NullExnRef,
    };

    /// <summary>Whether a value type may begin here.</summary>
    public bool AtValueType => cursor.AtOpenOf("ref"u8) || cursor.Token.Kind == TokenKind.Atom && !cursor.AtIndex;

    public WasmType ValueType()
    {
        if (cursor.TryOpen("ref"u8))
        {
            var nullable = cursor.TryTake("null"u8);
            var type = HeapType(nullable);
            cursor.Close();
            return type;
        }
        if (cursor.Token.Kind == TokenKind.Atom && Shorthands.TryGetValue(System.Text.Encoding.UTF8.GetString(cursor.Text), out var shorthand))
        {
            cursor.Advance();
            return shorthand;
        }
        throw cursor.Unexpected("A value type is expected");
    }

    public WasmType ReferenceType()
    {
        var position = cursor.Token.Start;
        var type = ValueType();
        return type.IsReference ? type : throw cursor.Error($"Unexpected token: {type} is no reference type", position);
    }

    /// <summary>A heap type as the reference type that it makes.</summary>
    public WasmType HeapType(bool nullable)
    {
        if (cursor.AtIndex) return WasmType.Reference((int)Math.Min(module.Types.Read(cursor), int.MaxValue), nullable);
        var position = cursor.Token.Start;
        var keyword = cursor.Keyword("A heap type");
        return HeapTypes.TryGetValue(keyword, out var code)
            ? new WasmType(code, nullable)
            : throw cursor.Error($"Unexpected token {ModuleText.Quote(keyword)}: it is no heap type", position);
    }

    /// <summary>A type that may be <c>(mut type)</c>, the form of globals.</summary>
    public GlobalType GlobalType()
    {
        if (!cursor.TryOpen("mut"u8)) return new GlobalType(ValueType(), false);
        var type = ValueType();
        cursor.Close();
        return new GlobalType(type, true);
    }

    public FieldType FieldType()
    {
        var mutable = cursor.TryOpen("mut"u8);
        var packing = cursor.TryTake("i8"u8) ? Packing.I8 : cursor.TryTake("i16"u8) ? Packing.I16 : Packing.None;
        var field = new FieldType(packing == Packing.None ? ValueType() : WasmType.I32, packing, mutable);
        if (mutable) cursor.Close();
        return field;
    }

    /// <summary>An optional <c>i32</c> or <c>i64</c> in front of limits.</summary>
    public bool Is64()
    {
        if (cursor.TryTake("i64"u8)) return true;
        cursor.TryTake("i32"u8);
        return false;
    }

    public Limits Limits(bool is64)
    {
        var minimum = cursor.Unsigned(64, "A minimum size");
        return new Limits(minimum, cursor.AtIndex ? cursor.Unsigned(64, "A maximum size") : null, is64);
    }

    public MemoryType MemoryType(bool is64)
    {
        var limits = Limits(is64);
        return new MemoryType(limits, cursor.TryTake("shared"u8));
    }

    public TableType TableType(bool is64)
    {
        var limits = Limits(is64);
        return new TableType(ReferenceType(), limits);
    }

    /// <summary>Any number of <c>(param …)</c> and then of <c>(result …)</c>.</summary>
    /// <param name="locals">Takes the parameters with their identifiers; null where parameters have none.</param>
    public FunctionType Function(IndexSpace? locals, bool allowIds)
    {
        var parameters = new List<WasmType>();
        var results = new List<WasmType>();
        while (cursor.TryOpen("param"u8)) Variables(parameters, locals, allowIds);
        while (cursor.TryOpen("result"u8))
        {
            while (!cursor.AtClose) results.Add(ValueType());
            cursor.Close();
        }
        return new FunctionType([.. parameters], [.. results]);
    }

    /// <summary>What is behind <c>(param</c> or <c>(local</c>: one type with an identifier or any number without.</summary>
    public void Variables(List<WasmType> types, IndexSpace? space, bool allowIds)
    {
        if (cursor.Token.Kind is TokenKind.Id or TokenKind.Annotation)
        {
            if (!allowIds) throw cursor.Unexpected("Parameters have no names here");
            var binding = cursor.Binding();
            types.Add(ValueType());
            space?.Add(binding, cursor);
        }
        else
        {
            while (!cursor.AtClose)
            {
                types.Add(ValueType());
                space?.Add();
            }
        }
        cursor.Close();
    }
}
