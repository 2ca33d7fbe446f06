using Microlight.Tars.Idl;

namespace Microlight.Tars.Generator;

/// <summary>Writes the abstract servant of an interface: a method for each function, and what calls them.</summary>
internal static class ServantWriter
{
    private const string Task = "global::System.Threading.Tasks.ValueTask", Call = CSharpTypes.Runtime + ".TarsCall";

    public static void Write(SourceWriter source, IdlInterface @interface)
    {
        var functions = FunctionShape.Of(@interface);
        source.Summary(@interface.Documentation, $"The servant of {@interface.Module}::{@interface.Name}; derive from it.");
        source.Begin($"public abstract partial class {NameScope.Pascal(@interface.Name)}Servant : {CSharpTypes.Runtime}.TarsServant");
        foreach (var function in functions)
        {
            source.Summary(function.Function.Documentation, $"{@interface.Name}.{function.Function.Name}");
            source.Line($"public abstract {(function.ResultType is { } type ? $"{Task}<{type}>" : Task)} {function.Name}Async({function.Parameters}{Call} call);").Line();
        }
        source.Line("/// <inheritdoc/>").Begin($"public override {Task} InvokeAsync({Call} call)").Begin("switch (call.FunctionName)");
        foreach (var function in functions) source.Line($"case \"{function.Function.Name}\": return Invoke{function.Name}(call);");
        source.Line("default: return NoFunctionAsync(call);").End().End();
        foreach (var function in functions) WriteInvoke(source.Line(), function);
        source.End().Line();
    }

    private static void WriteInvoke(SourceWriter source, FunctionShape function)
    {
        source.Begin($"private {Task} Invoke{function.Name}({Call} call)");
        if (function.Inputs.Count > 0) source.Line("var parameters = call.ReadParameters();");
        foreach (var (parameter, name) in function.Inputs) source.Line($"var {name} = parameters.Read{CSharpTypes.Arguments(parameter.Type)}({parameter.Tag}, \"{parameter.Name}\");");
        source.Line($"return Reply(call, {function.Name}Async({string.Concat(function.Inputs.Select(i => i.Name + ", "))}call));").Line();
        source.Begin($"static async {Task} Reply({Call} call, {(function.ResultType is { } type ? $"{Task}<{type}>" : Task)} task)");
        if (function.ResultType is null) source.Line("await task.ConfigureAwait(false);").Line("WriteResults(call);");
        else source.Line("WriteResults(call, await task.ConfigureAwait(false));");
        source.End();
        source.Line();
        source.Begin($"static void WriteResults({Call} call{(function.ResultType is null ? "" : $", {function.ResultType} result")})");
        source.Line($"{(function.Outputs.Count > 0 ? "var results = " : "")}call.WriteResults({function.Outputs.Count});");
        for (var i = 0; i < function.Outputs.Count; i++)
        {
            var (tag, name, output, _) = function.Outputs[i];
            source.Line($"results.Write{CSharpTypes.Arguments(output)}({tag}, \"{name}\", {function.Output(i)});");
        }
        source.End().End();
    }
}
