namespace Microlight.Tars.Idl;

// Types, and interfaces, whose functions are made of them.
internal sealed partial class IdlParser
{
    private const int MaxDepth = 32;

    private int _depth;

    private IdlInterface ParseInterface(string module, string documentation)
    {
        Take();
        var name = TakeName("the interface's name");
        TakeSymbol("{");
        var functions = new List<IdlFunction>();
        while (!TryTake("}")) functions.Add(ParseFunction());
        TakeSymbol(";");
        return new IdlInterface(name.Position, module, name.Text, documentation, functions);
    }

    private IdlFunction ParseFunction()
    {
        var documentation = _token.Comment;
        IdlType? returnType = null;
        if (IsWord("void")) Take();
        else returnType = ParseType();
        var name = TakeName("the function's name");
        TakeSymbol("(");
        var parameters = new List<IdlParameter>();
        if (!TryTake(")"))
        {
            do parameters.Add(ParseParameter(parameters.Count + 1));
            while (TryTake(","));
            TakeSymbol(")");
        }
        TakeSymbol(";");
        return new IdlFunction(name.Position, documentation, returnType, name.Text, parameters);
    }

    private IdlParameter ParseParameter(int tag)
    {
        if (tag > byte.MaxValue) throw new IdlException(new IdlError(_token.Position, $"A function has no more than {byte.MaxValue} parameters."));
        var (isOut, isRouteKey) = (false, false);
        for (; IsWord("out") || IsWord("routekey"); Take())
        {
            isOut |= IsWord("out");
            isRouteKey |= IsWord("routekey");
        }
        var type = ParseType();
        var name = TakeName("the parameter's name");
        if (isOut && isRouteKey) throw new IdlException(new IdlError(name.Position, $"The parameter {name.Text} is out: calls cannot be routed by it."));
        return new IdlParameter(name.Position, (byte)tag, isOut, isRouteKey, type, name.Text);
    }

    private IdlType ParseType()
    {
        if (++_depth > MaxDepth) throw new IdlException(new IdlError(_token.Position, $"A type is nested deeper than {MaxDepth} levels."));
        var type = ParseTypeWithin();
        _depth--;
        return type;
    }

    private IdlType ParseTypeWithin()
    {
        if (_token.Kind != IdlTokenKind.Identifier) throw Expected("a type");
        var (position, word) = (_token.Position, _token.Text);
        if (Primitive(word) is { } primitive)
        {
            Take();
            return new IdlPrimitiveType(position, primitive);
        }
        switch (word)
        {
            case "unsigned":
                Take();
                if (_token.Kind != IdlTokenKind.Identifier || _token.Text is not ("byte" or "short" or "int")) throw Expected("byte, short or int after unsigned");
                return new IdlPrimitiveType(position, Take().Text switch { "byte" => IdlPrimitive.UInt8, "short" => IdlPrimitive.UInt16, _ => IdlPrimitive.UInt32 });
            case "vector":
                Take();
                TakeSymbol("<");
                var element = ParseType();
                TakeSymbol(">");
                return new IdlVectorType(position, element);
            case "map":
                Take();
                TakeSymbol("<");
                var key = ParseType();
                TakeSymbol(",");
                var value = ParseType();
                TakeSymbol(">");
                return new IdlMapType(position, key, value);
            default:
                var name = TakeName("a type").Text;
                return TryTake("::") ? new IdlNamedType(position, name, TakeName("the type's name").Text) : new IdlNamedType(position, null, name);
        }
    }

    private static IdlPrimitive? Primitive(string word) => word switch
    {
        "bool" => IdlPrimitive.Bool,
        "byte" => IdlPrimitive.Int8,
        "short" => IdlPrimitive.Int16,
        "int" => IdlPrimitive.Int32,
        "long" => IdlPrimitive.Int64,
        "float" => IdlPrimitive.Float,
        "double" => IdlPrimitive.Double,
        "string" => IdlPrimitive.String,
        _ => null,
    };
}
