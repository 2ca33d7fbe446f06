namespace Microlight.Tars.Idl;

/// <summary>Writes the proxy and the servant of an interface in JavaScript.</summary>
internal static class JavaScriptInterfaceWriter
{
    public static void WriteProxy(IndentedText text, IdlInterface @interface)
    {
        text.Begin($"{JavaScriptTypes.Name(@interface)}Proxy = class {{");
        text.Begin("constructor() {").Line("this._name = undefined;").Line("this._worker = undefined;").End("}");
        text.Line("setTimeout(milliseconds) { this._worker.timeout = milliseconds; }").Line("getTimeout() { return this._worker.timeout; }");
        text.Line("setVersion(version) { this._worker.version = version; }").Line("getVersion() { return this._worker.version; }");
        foreach (var function in @interface.Functions)
        {
            text.Line().Comment(function.Documentation);
            text.Begin($"{function.Name}({string.Concat(function.Inputs.Select(p => Name(p) + ", "))}property) {{").Begin($"return call(this._worker, \"{function.Name}\", property,");
            text.Line($"(os) => {{ {string.Join(" ", function.Inputs.Select(p => $"os.write{JavaScriptTypes.Method(p.Type)}({p.Tag}, {Name(p)});"))} }},");
            text.Line($"(tup) => {{ {string.Join(" ", function.Inputs.Select(p => $"tup.write{JavaScriptTypes.Method(p.Type)}(\"{p.Name}\", {Name(p)});"))} }},");
            text.Line($"(is) => ({Results(function, (type, tag, _) => $"is.read{JavaScriptTypes.Method(type)}({tag}, true, {JavaScriptTypes.Fallback(type, null)})")}),");
            text.Line($"(tup) => ({Results(function, ReadTup)}));").Outdent().End("}");
        }
        text.End("};");
    }

    public static void WriteServant(IndentedText text, IdlInterface @interface)
    {
        text.Begin($"{JavaScriptTypes.Name(@interface)}Imp = class {{");
        text.Begin("constructor() {").Line("this._name = undefined;").Line("this._worker = undefined;").End("}").Line().Line("initialize() { }");
        foreach (var function in @interface.Functions)
        {
            text.Line().Comment(function.Documentation);
            var results = string.Join(", ", (function.ReturnType is null ? [] : new[] { "result" }).Concat(function.Outputs.Select(Name)));
            text.Line($"// Answers with current.sendResponse({results}).");
            text.Line($"{function.Name}(current{string.Concat(function.Inputs.Select(p => ", " + Name(p)))}) {{ throw new Error(\"{function.Name} is not implemented\"); }}");
        }
        text.Line().Begin("onDispatch(current, functionName, buffer) {").Begin("switch (functionName) {");
        text.Begin("case \"tars_ping\": {").Line("respond(current, (os) => os.writeInt32(0, 0), (tup) => tup.writeInt32(\"\", 0));").Line("return TarsError.SUCCESS;").End("}");
        foreach (var function in @interface.Functions) WriteCase(text, function);
        text.Line("default: return TarsError.SERVER.FUNC_NOT_FOUND;").End("}").End("}").End("};");
    }

    private static void WriteCase(IndentedText text, IdlFunction function)
    {
        var inputs = function.Inputs.ToList();
        text.Begin($"case \"{function.Name}\": {{");
        var results = (function.ReturnType is { } type ? new[] { (Type: type, Tag: 0, WireName: "", Name: "_result") } : [])
            .Concat(function.Outputs.Select(p => (p.Type, Tag: (int)p.Tag, WireName: p.Name, Name: Name(p)))).ToList();
        text.Begin($"current.sendResponse = ({string.Join(", ", results.Select(r => r.Name))}) => respond(current,");
        text.Line($"(os) => {{ {string.Join(" ", results.Select(r => $"os.write{JavaScriptTypes.Method(r.Type)}({r.Tag}, {r.Name});"))} }},");
        text.Line($"(tup) => {{ {string.Join(" ", results.Select(r => $"tup.write{JavaScriptTypes.Method(r.Type)}(\"{r.WireName}\", {r.Name});"))} }});").Outdent();
        if (inputs.Count == 0) text.Line($"this.{function.Name}(current);");
        else
        {
            text.Begin("if (isTup(current.getRequestVersion())) {").Line("const tup = new TarsStream.UniAttribute();").Line("tup.tupVersion = current.getRequestVersion();").Line("tup.decode(buffer);");
            text.Line($"this.{function.Name}(current, {string.Join(", ", inputs.Select(p => ReadTup(p.Type, p.Tag, p.Name)))});").End("} else {", isElse: true);
            text.Line("const is = new TarsStream.TarsInputStream(buffer);");
            text.Line($"this.{function.Name}(current, {string.Join(", ", inputs.Select(p => $"is.read{JavaScriptTypes.Method(p.Type)}({p.Tag}, true, {JavaScriptTypes.Fallback(p.Type, null)})"))});").End("}");
        }
        text.Line("return TarsError.SUCCESS;").End("}");
    }

    private static string Results(IdlFunction function, Func<IdlType, int, string, string> read)
    {
        // An object's members are read in the order of the text: of the tags.
        var result = function.ReturnType is { } type ? $"return: {read(type, 0, "")}, " : "";
        return $"{{ {result}arguments: {{ {string.Join(", ", function.Outputs.Select(p => $"{p.Name}: {read(p.Type, p.Tag, p.Name)}"))} }} }}";
    }

    private static string ReadTup(IdlType type, int tag, string name) =>
        JavaScriptTypes.Method(type) is "Struct" or "List" or "Map" ? $"tup.read{JavaScriptTypes.Method(type)}(\"{name}\", {JavaScriptTypes.Prototype(type)})" : $"tup.read{JavaScriptTypes.Method(type)}(\"{name}\")";

    /// <summary>A parameter's name, changed where JavaScript or the code around has another meaning for it.</summary>
    private static string Name(IdlParameter parameter) => s_taken.Contains(parameter.Name) ? parameter.Name + "_" : parameter.Name;

    private static readonly HashSet<string> s_taken =
    [
        "current", "property", "os", "is", "tup", "buffer", "functionName", "call", "respond", "isTup", "TarsStream", "TarsError", "_result", "arguments", "await", "break", "case", "catch", "class", "continue",
        "debugger", "default", "delete", "do", "else", "eval", "export", "extends", "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "let", "new", "null", "package",
        "private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "try", "typeof", "undefined", "var", "while", "with", "yield",
    ];
}
