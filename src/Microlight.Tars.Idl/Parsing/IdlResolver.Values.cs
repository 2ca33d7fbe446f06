namespace Microlight.Tars.Idl;

// Constants and defaults: whether a value fits its type.
internal sealed partial class IdlResolver
{
    private IdlLiteral CheckValue(IdlType type, IdlLiteral literal, string module)
    {
        if (literal.Value is IdlName name) return Lookup(name, literal, module) is { } found ? CheckValue(type, found, module) : literal;
        switch (type)
        {
            case IdlNamedType { IsResolved: true, Definition: IdlEnum @enum }:
                if (literal.Value is IdlEnumMember member && @enum.Members.Contains(member)) return literal;
                if (literal.Value is long number && @enum.Members.FirstOrDefault(m => m.Value == number) is { } byNumber) return literal with { Value = byNumber };
                Report(literal.Position, $"This is no member of the enumeration {@enum.Name}.");
                return literal;
            case IdlPrimitiveType primitive:
                return CheckPrimitive(primitive, literal.Value is IdlEnumMember value ? literal with { Value = (long)value.Value } : literal);
            case IdlNamedType { IsResolved: false }:
                return literal;
            default:
                Report(literal.Position, $"A {type} cannot have a value in the text.");
                return literal;
        }
    }

    private IdlLiteral CheckPrimitive(IdlPrimitiveType type, IdlLiteral literal)
    {
        switch (type.Kind, literal.Value)
        {
            case (IdlPrimitive.String, string): return literal;
            case (IdlPrimitive.Bool, bool): return literal;
            case (IdlPrimitive.Bool, long and (0 or 1)): return literal with { Value = (long)literal.Value == 1 };
            case (IdlPrimitive.Double or IdlPrimitive.Float, double): return literal;
            case (IdlPrimitive.Double or IdlPrimitive.Float, long integer): return literal with { Value = (double)integer };
            case (not (IdlPrimitive.String or IdlPrimitive.Bool or IdlPrimitive.Double or IdlPrimitive.Float), long integer):
                var (least, most) = Range(type.Kind);
                if (integer >= least && integer <= most) return literal;
                Report(literal.Position, $"{integer} is not between {least} and {most}, the values of {type}.");
                return literal;
            default:
                Report(literal.Position, $"This is no value of {type}.");
                return literal;
        }
    }

    private IdlLiteral? Lookup(IdlName name, IdlLiteral literal, string module)
    {
        var path = name.Qualifier?.Split(["::"], StringSplitOptions.None) ?? [];
        // NAME, Enum::NAME, Module::NAME or Module::Enum::NAME
        foreach (var definition in loader.Definitions)
        {
            var isInModule = path.Length switch
            {
                0 => definition.Module == module,
                1 => definition.Module == path[0] || definition.Module == module && definition.Name == path[0],
                2 => definition.Module == path[0] && definition.Name == path[1],
                _ => false,
            };
            if (!isInModule) continue;
            if (definition is IdlEnum @enum && @enum.Members.FirstOrDefault(m => m.Name == name.Name) is { } member) return literal with { Value = member };
            if (definition is IdlConst constant && constant.Name == name.Name && path.Length < 2 && constant.Value.Value is not IdlName) return literal with { Value = constant.Value.Value };
        }
        Report(literal.Position, $"There is no value {name}; possible are members of enumerations and constants defined before.");
        return null;
    }

    private static (long Least, long Most) Range(IdlPrimitive kind) => kind switch
    {
        IdlPrimitive.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        IdlPrimitive.UInt8 => (0, byte.MaxValue),
        IdlPrimitive.Int16 => (short.MinValue, short.MaxValue),
        IdlPrimitive.UInt16 => (0, ushort.MaxValue),
        IdlPrimitive.Int32 => (int.MinValue, int.MaxValue),
        IdlPrimitive.UInt32 => (0, uint.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}
