using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes component-level types (Binary.md, type definitions).</summary>
internal static class ComponentTypeDecoder
{
    /// <param name="depth">Component and instance types around it, and itself.</param>
    public static ComponentTypeDefinition ReadDefinition(ref ModuleReader reader, int depth)
    {
        var offset = reader.Position;
        return new ComponentTypeDefinition(offset, Read(ref reader, depth));
    }

    public static TypeSyntax Read(ref ModuleReader reader, int depth)
    {
        var offset = reader.Position;
        var form = reader.ReadByte();
        if (IsPrimitive(form)) return new PrimitiveSyntax((Primitive)form);
        switch (form)
        {
            case 0x72: return new RecordSyntax(ReadLabelled(ref reader, ComponentLimits.Members, "fields of a record"));
            case 0x71: return new VariantSyntax(ReadCases(ref reader));
            case 0x70: return new ListSyntax(ReadValueType(ref reader), null);
            case 0x67: return new ListSyntax(ReadValueType(ref reader), reader.ReadU32());
            case 0x6f:
                var types = new ValueTypeSyntax[reader.ReadCount(ComponentLimits.Members, "types of a tuple")];
                for (var i = 0; i < types.Length; i++) types[i] = ReadValueType(ref reader);
                return new TupleSyntax(types);
            case 0x6e: return new FlagsSyntax(ReadLabels(ref reader, "flags"));
            case 0x6d: return new EnumSyntax(ReadLabels(ref reader, "cases of an enum"));
            case 0x6b: return new OptionSyntax(ReadValueType(ref reader));
            case 0x6a: return new ResultSyntax(ReadOptional(ref reader), ReadOptional(ref reader));
            case 0x69: return new HandleSyntax(reader.ReadU32(), IsBorrow: false);
            case 0x68: return new HandleSyntax(reader.ReadU32(), IsBorrow: true);
            case 0x66: return new ChannelSyntax(ReadOptional(ref reader), IsStream: true);
            case 0x65: return new ChannelSyntax(ReadOptional(ref reader), IsStream: false);
            case 0x63: return new MapSyntax(ReadValueType(ref reader), ReadValueType(ref reader));
            case 0x3f: return new ResourceSyntax(TypeDecoder.ReadValueType(ref reader), ReadOption(ref reader) ? reader.ReadU32() : null);
            case 0x40 or 0x43:
                var parameters = ReadLabelled(ref reader, ComponentLimits.Parameters, "parameters of a function");
                return new FunctionSyntax(parameters, ReadResult(ref reader), IsAsync: form == 0x43);
            case 0x41: return new ComponentSyntax(ReadDeclarators(ref reader, depth, isComponent: true));
            case 0x42: return new InstanceSyntax(ReadDeclarators(ref reader, depth, isComponent: false));
            default: throw InstanceDecoder.Malformed("type", form, offset);
        }
    }

    public static ValueTypeSyntax ReadValueType(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var code = reader.ReadS33();
        if (code >= 0) return new ValueTypeSyntax(0, (uint)code);
        var form = code >= -0x40 ? (byte)(code & 0x7f) : (byte)0;
        return IsPrimitive(form) ? new ValueTypeSyntax((Primitive)form, 0) : throw InstanceDecoder.Malformed("value type", form, offset);
    }

    /// <summary>The result list of a function type or of <c>task.return</c>.</summary>
    public static ValueTypeSyntax? ReadResult(ref ModuleReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00: return ReadValueType(ref reader);
            case 0x01:
                if (reader.ReadByte() is var count and not 0) throw InstanceDecoder.Malformed("number of results", count, offset + 1);
                return null;
            case var form: throw InstanceDecoder.Malformed("result list", form, offset);
        }
    }

    /// <summary>The byte before something that may be missing.</summary>
    public static bool ReadOption(ref ModuleReader reader)
    {
        var offset = reader.Position;
        return reader.ReadByte() switch
        {
            0x00 => false,
            0x01 => true,
            var form => throw InstanceDecoder.Malformed("option", form, offset),
        };
    }

    private static bool IsPrimitive(byte form) => form is >= (byte)Primitive.String and <= (byte)Primitive.Bool or (byte)Primitive.ErrorContext;

    private static ValueTypeSyntax? ReadOptional(ref ModuleReader reader) => ReadOption(ref reader) ? ReadValueType(ref reader) : null;

    private static (string, ValueTypeSyntax)[] ReadLabelled(ref ModuleReader reader, int limit, string what)
    {
        var result = new (string, ValueTypeSyntax)[reader.ReadCount(limit, what, elementSize: 2)];
        for (var i = 0; i < result.Length; i++) result[i] = (reader.ReadName(), ReadValueType(ref reader));
        return result;
    }

    private static (string, ValueTypeSyntax?)[] ReadCases(ref ModuleReader reader)
    {
        var result = new (string, ValueTypeSyntax?)[reader.ReadCount(ComponentLimits.Members, "cases of a variant", elementSize: 3)];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (reader.ReadName(), ReadOptional(ref reader));
            if (reader.ReadByte() is var refines and not 0) throw InstanceDecoder.Malformed("variant case: a zero byte is required", refines, reader.Position - 1);
        }
        return result;
    }

    private static string[] ReadLabels(ref ModuleReader reader, string what)
    {
        var labels = new string[reader.ReadCount(ComponentLimits.Members, what)];
        for (var i = 0; i < labels.Length; i++) labels[i] = reader.ReadName();
        return labels;
    }

    private static Definition[] ReadDeclarators(ref ModuleReader reader, int depth, bool isComponent)
    {
        if (depth > ComponentLimits.Nesting) throw new WasmLimitException($"Types are nested more than {ComponentLimits.Nesting} deep", reader.Position);
        var declarators = new Definition[reader.ReadCount(ComponentLimits.Definitions, "declarators of a type", elementSize: 2)];
        for (var i = 0; i < declarators.Length; i++)
        {
            var offset = reader.Position;
            declarators[i] = reader.ReadByte() switch
            {
                0x00 => CoreTypeDecoder.Read(ref reader),
                0x01 => ReadDefinition(ref reader, depth + 1),
                0x02 => AliasDecoder.Read(ref reader),
                0x03 when isComponent => ExternDecoder.ReadImport(ref reader),
                0x04 => ExternDecoder.ReadExportDeclarator(ref reader),
                var form => throw InstanceDecoder.Malformed("declarator of a component or instance type", form, offset),
            };
        }
        return declarators;
    }
}
