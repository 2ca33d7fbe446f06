using Microlight.Tars.Idl;

namespace Microlight.Tars.Generator;

/// <summary>How a function looks in C#: what goes in are parameters, what comes out is one value or a tuple.</summary>
internal sealed class FunctionShape
{
    private FunctionShape(IdlFunction function, string name, NameScope parameters)
    {
        (Function, Name) = (function, name);
        Inputs = [.. function.Inputs.Select(p => (p, parameters.AddParameter(p.Name)))];
        var outputs = new NameScope();
        var all = new List<(byte Tag, string WireName, IdlType Type, string Name)>();
        if (function.ReturnType is { } type) all.Add((0, "", type, outputs.Add("Result")));
        all.AddRange(function.Outputs.Select(p => (p.Tag, p.Name, p.Type, outputs.Add(p.Name))));
        Outputs = all;
    }

    public IdlFunction Function { get; }

    /// <summary>In Pascal case, without Async.</summary>
    public string Name { get; }

    public IReadOnlyList<(IdlParameter Parameter, string Name)> Inputs { get; }

    /// <summary>The return value and the out parameters.</summary>
    public IReadOnlyList<(byte Tag, string WireName, IdlType Type, string Name)> Outputs { get; }

    /// <summary>Null if nothing comes out.</summary>
    public string? ResultType => Outputs.Count switch
    {
        0 => null,
        1 => CSharpTypes.Name(Outputs[0].Type),
        _ => $"({string.Join(", ", Outputs.Select(o => $"{CSharpTypes.Name(o.Type)} {o.Name}"))})",
    };

    /// <summary>Type and name of each input, as parameters, each with a comma behind it.</summary>
    public string Parameters => string.Concat(Inputs.Select(i => $"{CSharpTypes.Name(i.Parameter.Type)} {i.Name}, "));

    /// <summary>An output of the variable <c>result</c>.</summary>
    public string Output(int index) => Outputs.Count == 1 ? "result" : $"result.{Outputs[index].Name}";

    public static IReadOnlyList<FunctionShape> Of(IdlInterface @interface)
    {
        var names = new NameScope("Invoke", "Ping");
        return [.. @interface.Functions.Select(f => new FunctionShape(f, names.Add(f.Name), new NameScope("call", "options", "cancellationToken", "results", "parameters", "result")))];
    }
}
