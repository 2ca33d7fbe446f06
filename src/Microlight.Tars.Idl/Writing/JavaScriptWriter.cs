namespace Microlight.Tars.Idl;

/// <summary>Writes JavaScript for npm's @tars/rpc: structures, enumerations, proxies (<c>Module.InterfaceProxy</c>) and servants to derive from (<c>Module.InterfaceImp</c>), as tars2node does.</summary>
public static class JavaScriptWriter
{
    /// <summary>One module (CommonJS) with all definitions.</summary>
    /// <param name="document">Without errors.</param>
    /// <param name="source">What the first line says it is made of.</param>
    /// <exception cref="ArgumentException">The document has errors.</exception>
    /// <exception cref="IdlException">A name cannot be one in JavaScript.</exception>
    public static string Write(IdlDocument document, string source)
    {
        if ((document ?? throw new ArgumentNullException(nameof(document))).Errors.Count > 0) throw new ArgumentException($"The file has errors: {document.Errors[0]}", nameof(document));
        var text = new IndentedText();
        text.Line($"// Made by 'microlight tars js' of {source}.").Line("\"use strict\";").Line();
        text.Line("const TarsStream = require(\"@tars/stream\");");
        var hasInterfaces = document.Definitions.Any(d => d is IdlInterface);
        if (hasInterfaces) text.Line("const TarsError = require(\"@tars/rpc\").error;");
        text.Line();
        foreach (var module in document.Definitions.Select(d => d.Module).Distinct()) text.Line($"const {Check(module, document.Definitions[0].Position)} = module.exports.{module} = {{}};");
        foreach (var definition in document.Definitions) WriteDefinition(text.Line(), definition);
        if (hasInterfaces) text.Line().Lines(Runtime);
        return text.ToString();
    }

    private static void WriteDefinition(IndentedText text, IdlDefinition definition)
    {
        text.Comment(definition.Documentation);
        var name = JavaScriptTypes.Name(definition);
        switch (definition)
        {
            case IdlEnum @enum:
                text.Begin($"{name} = {{");
                foreach (var member in @enum.Members) text.Line($"{member.Name}: {member.Value},");
                text.End("};").Line($"{name}._classname = \"int32\";").Line($"{name}._write = (os, tag, value) => os.writeInt32(tag, value);").Line($"{name}._read = (is, tag, value) => is.readInt32(tag, true, value);");
                break;
            case IdlConst constant:
                text.Line($"{name} = {JavaScriptTypes.Literal(constant.Value)};");
                break;
            case IdlStruct structure:
                WriteStruct(text, structure, name);
                break;
            case IdlInterface @interface:
                JavaScriptInterfaceWriter.WriteProxy(text, @interface);
                JavaScriptInterfaceWriter.WriteServant(text.Line(), @interface);
                break;
        }
    }

    private static void WriteStruct(IndentedText text, IdlStruct structure, string name)
    {
        text.Begin($"{name} = class {{").Begin("constructor() {");
        foreach (var field in structure.Fields) text.Line($"this.{field.Name} = {JavaScriptTypes.Default(field.Type, field.Default)};");
        text.Line($"this._classname = \"{name}\";").End("}").Line();
        text.Begin("static _readFrom(is) {").Line($"const value = new {name}();");
        foreach (var field in structure.Fields)
            text.Line($"value.{field.Name} = is.read{JavaScriptTypes.Method(field.Type)}({field.Tag}, {(field.IsRequired ? "true" : "false")}, {JavaScriptTypes.Fallback(field.Type, field.Default)});");
        text.Line("return value;").End("}").Line();
        text.Begin("_writeTo(os) {");
        foreach (var field in structure.Fields) text.Line($"os.write{JavaScriptTypes.Method(field.Type)}({field.Tag}, this.{field.Name});");
        text.End("}").Line();
        WriteKey(text, structure);
        text.Begin("toObject() {").Begin("return {");
        foreach (var field in structure.Fields) text.Line($"{field.Name}: this.{field.Name}{(JavaScriptTypes.IsObject(field.Type) ? ".toObject()" : "")},");
        text.End("};").End("}").Line();
        text.Begin("readFromObject(json) {");
        foreach (var field in structure.Fields)
        {
            var set = JavaScriptTypes.IsObject(field.Type) ? $"this.{field.Name}.readFromObject(json.{field.Name})" : $"this.{field.Name} = json.{field.Name}";
            text.Line($"if (Object.hasOwn(json, \"{field.Name}\")) {set};");
        }
        text.Line("return this;").End("}").Line();
        text.Begin("toBinBuffer() {").Line("const os = new TarsStream.TarsOutputStream();").Line("this._writeTo(os);").Line("return os.getBinBuffer();").End("}").Line();
        text.Line($"static new() {{ return new {name}(); }}").Line($"static create(is) {{ return {name}._readFrom(is); }}");
        text.Line("static _write(os, tag, value) { os.writeStruct(tag, value); }").Line("static _read(is, tag, type) { return is.readStruct(tag, true, type); }");
        text.End("};").Line($"{name}._classname = \"{name}\";");
    }

    /// <summary>Maps ask keys for both.</summary>
    private static void WriteKey(IndentedText text, IdlStruct structure)
    {
        if (structure.Key is not { } key) return;
        text.Line($"_equal(other) {{ return {string.Join(" && ", key.Select(f => $"this.{f.Name} === other.{f.Name}"))}; }}");
        text.Line($"_genKey() {{ return JSON.stringify([{string.Join(", ", key.Select(f => $"this.{f.Name}"))}]); }}").Line();
    }

    private static string Check(string name, IdlPosition position) =>
        name is "TarsStream" or "TarsError" or "call" or "respond" or "module" ? throw new IdlException(new IdlError(position, $"A module cannot be called {name} in JavaScript.")) : name;

    /// <summary>What proxies and servants have in common.</summary>
    private const string Runtime = """
        const isTup = (version) => version === TarsStream.Tup.TUP_SIMPLE || version === TarsStream.Tup.TUP_COMPLEX;

        function call(worker, name, property, write, writeTup, read, readTup) {
            const version = worker.version;
            const fail = (data, code, message) => {
                throw { request: data.request, response: { costtime: data.request.costtime, error: { code, message } } };
            };
            const decode = (data) => {
                try {
                    const result = isTup(version) ? readTup(data.response.tup) : read(new TarsStream.TarsInputStream(data.response.sBuffer));
                    return { request: data.request, response: { costtime: data.request.costtime, ...result } };
                } catch (e) {
                    return fail(data, TarsError.CLIENT.DECODE_ERROR, e.message);
                }
            };
            const reject = (data) => fail(data, data.error.code, data.error.message);
            if (isTup(version)) {
                const tup = new TarsStream.UniAttribute();
                tup.tupVersion = version;
                writeTup(tup);
                return worker.tup_invoke(name, tup, property).then(decode, reject);
            }
            const os = new TarsStream.TarsOutputStream();
            write(os);
            return worker.tars_invoke(name, os.getBinBuffer(), property).then(decode, reject);
        }

        function respond(current, write, writeTup) {
            const version = current.getRequestVersion();
            if (isTup(version)) {
                const tup = new TarsStream.UniAttribute();
                tup.tupVersion = version;
                writeTup(tup);
                current.doResponse(tup.encode());
            } else {
                const os = new TarsStream.TarsOutputStream();
                write(os);
                current.doResponse(os.getBinBuffer());
            }
        }
        """;
}
