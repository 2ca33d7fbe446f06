using Microlight.Tars.Idl;

namespace Microlight.Tars.Generator;

/// <summary>Writes the client of an interface: a method for each function, and one that does not wait for its reply.</summary>
internal static class ProxyWriter
{
    private const string Task = "global::System.Threading.Tasks.Task", Cancellation = "global::System.Threading.CancellationToken";
    private const string Ends = CSharpTypes.Runtime + ".TarsCallOptions? options = null, " + Cancellation + " cancellationToken = default";

    public static void Write(SourceWriter source, IdlInterface @interface)
    {
        var name = NameScope.Pascal(@interface.Name) + "Proxy";
        source.Summary(@interface.Documentation, $"Calls servants of {@interface.Module}::{@interface.Name}.").Begin($"public sealed partial class {name} : {CSharpTypes.Runtime}.TarsProxy");
        source.Summary("", "Calls an object.").Line("/// <param name=\"client\">Has the connections.</param>");
        source.Line("/// <param name=\"objectName\"><c>App.Server.Obj@tcp -h host -p port</c>, endpoints joined by colons.</param>");
        source.Line($"public {name}({CSharpTypes.Runtime}.TarsClient client, string objectName) : base(client, objectName) {{ }}");
        foreach (var function in FunctionShape.Of(@interface)) WriteFunction(source, @interface, function);
        source.End().Line();
    }

    private static void WriteFunction(SourceWriter source, IdlInterface @interface, FunctionShape function)
    {
        var result = function.ResultType is { } type ? $"{Task}<{type}>" : Task;
        source.Line().Summary(function.Function.Documentation, $"{@interface.Name}.{function.Function.Name}");
        source.Begin($"public {result} {function.Name}Async({function.Parameters}{Ends})");
        WriteParameters(source, function);
        if (function.ResultType is null) source.Line("return InvokeAsync(call, cancellationToken);");
        else
        {
            source.Line("return InvokeAsync(call, Read, cancellationToken);").Line();
            var values = string.Join(", ", function.Outputs.Select(o => $"results.Read{CSharpTypes.Arguments(o.Type)}({o.Tag}, \"{o.WireName}\")"));
            source.Line($"static {function.ResultType} Read(ref {CSharpTypes.Runtime}.TarsBodyReader results) => {(function.Outputs.Count == 1 ? values : $"({values})")};");
        }
        source.End().Line();
        source.Summary("", $"Sends {@interface.Name}.{function.Function.Name} as a one-way call: done when it is sent, and nothing comes back.");
        source.Begin($"public {Task} {function.Name}OneWayAsync({function.Parameters}{Ends})");
        WriteParameters(source, function);
        source.Line("return SendAsync(call, cancellationToken);").End();
    }

    private static void WriteParameters(SourceWriter source, FunctionShape function)
    {
        source.Line($"var call = BeginCall(\"{function.Function.Name}\", options);");
        source.Line($"{(function.Inputs.Count > 0 ? "var parameters = " : "")}call.WriteParameters({function.Inputs.Count});");
        foreach (var (parameter, name) in function.Inputs)
        {
            source.Line($"parameters.Write{CSharpTypes.Arguments(parameter.Type)}({parameter.Tag}, \"{parameter.Name}\", {name});");
            if (parameter.IsRouteKey) source.Line($"call.RouteBy{CSharpTypes.Arguments(parameter.Type)}({name});");
        }
    }
}
