using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>The C# interface of a WIT interface, and its registration as an import.</summary>
internal sealed class InterfaceWriter(TypeTable types, Layout layout, SignatureText text, Codec codec)
{
    private const string Imports = Runtime.Components + ".ComponentImports";

    public void Write(CodeText code, BoundInterface @interface)
    {
        DocWriter.Write(code, @interface.Docs, $"The interface `{@interface.WitName}`.");
        code.Open($"public interface {@interface.InterfaceName}");
        foreach (var function in @interface.Functions)
        {
            DocWriter.Write(code, function.Docs, function.Kind == WitFunctionKind.Constructor ? $"Makes a `{function.Resource!.Definition.Name}`." : "", function.Deprecated);
            code.Line($"{Signatures.Async(types, function)};");
        }
        Register(code, @interface);
        code.Close();
    }

    private void Register(CodeText code, BoundInterface @interface)
    {
        var name = $"string name = {CSharpNames.Literal(@interface.WitName)}";
        if (@interface.Functions.Count > 0)
        {
            DocWriter.Write(code, "Provides it to components that import it.");
            code.Open($"static void Register({Imports} imports, {@interface.InterfaceName} implementation, {name})");
            code.Line("global::System.ArgumentNullException.ThrowIfNull(implementation);");
            code.Line("Register(imports, _ => implementation, name);");
            code.Close();
            DocWriter.Write(code, "Provides it to components that import it, to each an implementation of its own: the function is called for every call.");
            code.Open($"static void Register({Imports} imports, global::System.Func<{Runtime.Components}.ComponentCall, {@interface.InterfaceName}> implementation, {name})");
            code.Line("global::System.ArgumentNullException.ThrowIfNull(implementation);");
        }
        else
        {
            DocWriter.Write(code, "Provides its resources to components that import it.");
            code.Open($"static void Register({Imports} imports, {name})");
        }
        code.Line("global::System.ArgumentNullException.ThrowIfNull(imports);");
        foreach (var resource in @interface.Resources) code.Line($"imports.AddResource(name, {CSharpNames.Literal(resource.Definition.Name)});");
        foreach (var function in @interface.AllFunctions) Handler(code, function);
        code.Close();
    }

    /// <summary>What serves a call: arguments are read, those with handles last, so that nothing is taken that then stays with nobody.</summary>
    private void Handler(CodeText code, BoundFunction function)
    {
        var place = new Place("call.Memory", "handles", "call.Arguments");
        var offsets = layout.Offsets(function.Parameters.Select(p => p.Type), out _, out _);
        code.Open($"imports.Add(name, {CSharpNames.Literal(function.WitName)}, {CSharpNames.Literal(text.Of(function))}, call =>");
        if (function.Parameters.Any(p => types.HasHandles(p.Type))) code.Line($"var handles = new {Runtime.Namespace}.WitHandles(call.Resources);");
        var numbered = function.Parameters.Select((p, i) => (Parameter: p, Number: i)).OrderBy(p => types.HasHandles(p.Parameter.Type)).ToList();
        foreach (var (parameter, number) in numbered) code.Line($"var argument{number} = {codec.Read(parameter.Type, place.At(offsets[number]))};");
        var first = function.Kind == WitFunctionKind.Method ? 1 : 0;
        var arguments = Enumerable.Range(first, function.Parameters.Count - first).Select(i => $"argument{i}").Append("call.CancellationToken");
        var called = $"{(first == 1 ? "argument0" : "implementation(call)")}.{function.Name}Async({string.Join(", ", arguments)})";
        if (function.Result is null) code.Line($"return {called};");
        else
        {
            var write = codec.Write(function.Result, new Place("call.Memory", $"new {Runtime.Namespace}.WitHandles(call.Resources)", "call.Result"), "value");
            code.Line($"return {Runtime.Namespace}.WitImports.Complete(call, {called}, static (call, value) => {write});");
        }
        code.Close(");");
    }
}
