using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>The class through which an exported interface is called, its resources, and the functions that a world exports by itself.</summary>
internal sealed class ExportsWriter(TypeTable types, Layout layout, SignatureText text, Codec codec)
{
    private const string Exports = Runtime.Namespace + ".WitExports";
    private const string Function = Runtime.Components + ".ComponentFunction";

    public void Interface(CodeText code, BoundInterface @interface)
    {
        DocWriter.Write(code, @interface.Docs, $"Calls the interface `{@interface.WitName}` that a component exports.");
        code.Open($"public sealed class {@interface.ExportsName} : {@interface.InterfaceName}");
        Fields(code, @interface);
        DocWriter.Write(code, "Looks up its functions.", parameters: [("name", "What the component calls the interface, perhaps in a compatible version.")]);
        code.Line("/// <exception cref=\"global::System.ArgumentException\">The component does not export the interface, or a function has another type.</exception>");
        code.Open($"public {@interface.ExportsName}({Exports} exports, string name = {CSharpNames.Literal(@interface.WitName)})");
        code.Line("global::System.ArgumentNullException.ThrowIfNull(exports);");
        code.Line("_exports = exports;");
        foreach (var resource in @interface.Resources)
            code.Line($"exports.AddResource<{resource.Name}>(name, {CSharpNames.Literal(resource.Definition.Name)}, handle => new {Guest(resource)}(this, handle));");
        LookUp(code, @interface, "name");
        code.Close();
        Functions(code, @interface);
        foreach (var resource in @interface.Resources) Resource(code, @interface, resource);
        code.Close();
        if (@interface.Resources.Any(r => r.Methods.Count > 0)) Extensions(code, @interface);
    }

    /// <summary>Where functions that were looked up are kept.</summary>
    public void Fields(CodeText code, BoundInterface @interface)
    {
        code.Line($"private readonly {Exports} _exports;");
        for (var i = 0; i < @interface.AllFunctions.Count(); i++) code.Line($"private readonly {Function} _function{i};");
    }

    /// <param name="name">A C# expression for the interface's name.</param>
    public void LookUp(CodeText code, BoundInterface @interface, string name)
    {
        var number = 0;
        foreach (var function in @interface.AllFunctions)
            code.Line($"_function{number++} = exports.GetFunction({name}, {CSharpNames.Literal(function.WitName)}, {CSharpNames.Literal(text.Of(function))});");
    }

    /// <summary>The functions of an interface itself.</summary>
    public void Functions(CodeText code, BoundInterface @interface)
    {
        for (var i = 0; i < @interface.Functions.Count; i++) Call(code, @interface.Functions[i], "", $"_function{i}", "_exports");
    }

    private void Resource(CodeText code, BoundInterface @interface, BoundResource resource)
    {
        code.Space();
        code.Open($"internal sealed class {Guest(resource)}({@interface.ExportsName} exports, {Runtime.Components}.GuestResource handle) : {resource.Name}, {Runtime.Namespace}.IWitGuestResource");
        code.Line($"public {Runtime.Components}.GuestResource Handle => handle;");
        foreach (var method in resource.Methods) Call(code, method, "override ", $"exports._function{Number(@interface, method)}", "exports._exports");
        code.Space();
        code.Line("public override void Dispose() => handle.Dispose();");
        code.Close();
    }

    /// <summary>The forms of methods without Async; a class for them is there only where a component exports the resource.</summary>
    private void Extensions(CodeText code, BoundInterface @interface)
    {
        DocWriter.Write(code, $"Methods of resources of `{@interface.WitName}` that a component exports, for callers that wait.");
        code.Open($"public static class {@interface.Name}Extensions");
        foreach (var resource in @interface.Resources)
        {
            foreach (var method in resource.Methods)
            {
                DocWriter.Write(code, method.Docs, "", method.Deprecated);
                code.Line($"/// <exception cref=\"global::System.ArgumentException\">It is not a component's.</exception>");
                var header = $"public static {Signatures.Result(types, method)} {method.Name}({Signatures.Parameters(types, method, first: $"this {resource.Name} self")})";
                code.Line($"{header} => {Runtime.Namespace}.WitExports.Of<{@interface.ExportsName}.{Guest(resource)}>(self).{method.Name}({string.Join(", ", method.Written.Select(p => p.Name))});");
            }
        }
        code.Close();
    }

    private void Call(CodeText code, BoundFunction function, string modifier, string field, string exports)
    {
        DocWriter.Write(code, function.Docs, "", function.Deprecated);
        code.Open($"public {Signatures.Result(types, function)} {function.Name}({Signatures.Parameters(types, function)})");
        Body(code, function, field, exports, "call.Invoke()");
        code.Close();
        DocWriter.Write(code, function.Docs, "", function.Deprecated);
        code.Open($"public {modifier}async {Signatures.Async(types, function)}");
        Body(code, function, field, exports, "await call.InvokeAsync(cancellationToken).ConfigureAwait(false)");
        code.Close();
    }

    private void Body(CodeText code, BoundFunction function, string field, string exports, string invoke)
    {
        var place = new Place("call.Memory", "handles", "call.Arguments");
        var offsets = layout.Offsets(function.Parameters.Select(p => p.Type), out _, out _);
        code.Line($"using var call = {field}.Begin();");
        if (function.Parameters.Select(p => p.Type).Append(function.Result).Any(t => t is not null && types.HasHandles(t))) code.Line($"var handles = {exports}.Handles(call);");
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var value = function.Kind == WitFunctionKind.Method && i == 0 ? "this" : parameter.Name;
            code.Line($"{codec.Write(parameter.Type, place.At(offsets[i]), value)};");
        }
        code.Line($"{invoke};");
        if (function.Result is not null) code.Line($"return {codec.Read(function.Result, place with { Address = "call.Result" })};");
    }

    private static string Guest(BoundResource resource) => "Guest" + resource.Name;

    private static int Number(BoundInterface @interface, BoundFunction function) => @interface.AllFunctions.ToList().IndexOf(function);
}
