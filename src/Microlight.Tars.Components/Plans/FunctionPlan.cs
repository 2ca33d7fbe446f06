using Microlight.Tars.Idl;
using Microlight.Wasm.Components;

namespace Microlight.Tars.Components.Plans;

/// <summary>How a function of an interface is called in a component.</summary>
internal sealed class FunctionPlan
{
    private readonly Value[] _parameters, _results;

    /// <param name="Tag">Its tag in version 1.</param>
    /// <param name="Name">Its name in versions 2 and 3.</param>
    /// <param name="Offset">Where it lies, from the first.</param>
    private readonly record struct Value(byte Tag, string Name, ValuePlan Plan, int Offset);

    /// <exception cref="ArgumentException">The component's function is another.</exception>
    public FunctionPlan(IdlFunction function, WitFunction exported)
    {
        Path = exported.Path;
        var inputs = function.Inputs.ToList();
        var names = inputs.Select(p => WitWriter.Name(p.Name, p.Position)).ToList();
        if (!exported.Parameters.Select(p => p.Name).SequenceEqual(names))
            throw new ArgumentException($"{Path} has the parameters ({string.Join(", ", exported.Parameters.Select(p => p.Name))}), and not ({string.Join(", ", names)}).");
        var parameters = PlanBuilder.Place(inputs.Select((p, i) => PlanBuilder.Within($"{Path}: the parameter {names[i]}", p.Type, exported.Parameters[i].Type)));
        _parameters = [.. inputs.Zip(parameters, (p, at) => new Value(p.Tag, p.Name, at.Plan, at.Offset))];

        var outputs = function.Outputs.Select(p => (p.Tag, p.Name, p.Type)).ToList();
        if (function.ReturnType is { } type) outputs.Insert(0, (0, "", type));
        var types = (outputs.Count, exported.Result) switch
        {
            (0, null) => [],
            (1, { } only) => [only],
            (> 1, WitTuple { Types: var all }) when all.Length == outputs.Count => all,
            _ => throw new ArgumentException($"{Path} returns {exported.Result?.ToString() ?? "nothing"}, and not {outputs.Count switch { 0 => "nothing", 1 => "one value", var many => $"a tuple of {many}" }}."),
        };
        var results = PlanBuilder.Place(outputs.Select((o, i) => PlanBuilder.Within($"{Path}: the result{(o.Name.Length == 0 ? "" : $" {o.Name}")}", o.Type, types[i])));
        _results = [.. outputs.Zip(results, (o, at) => new Value(o.Tag, o.Name, at.Plan, at.Offset))];
    }

    /// <summary>The export's path.</summary>
    public string Path { get; }

    /// <summary>Reads the parameters of a request into the memory of a call that has begun.</summary>
    /// <exception cref="TarsDecodeException">They are not those of the function, or take too much memory.</exception>
    public void ReadParameters(TarsCall call, ComponentInvocation invocation, long most)
    {
        var reader = call.ReadParameters();
        var memory = new ParameterMemory(invocation.Memory, most);
        try
        {
            foreach (var parameter in _parameters)
                reader.Read(parameter.Tag, parameter.Name, parameter.Plan.TypeName, (parameter.Plan, memory, Address: invocation.Arguments + parameter.Offset),
                    static (ref reader, type, to) => to.Plan.Read(ref reader, type, to.memory, to.Address));
        }
        catch (TransferMemoryFullException exception)
        {
            throw new TarsDecodeException("The parameters do not fit the memory that the servant may have.", exception);
        }
    }

    /// <summary>Writes the results of a call that has returned into the reply.</summary>
    /// <exception cref="ProtocolViolationException">They are no values of their types.</exception>
    /// <exception cref="TarsEncodeException">The reply would be too long.</exception>
    public void WriteResults(TarsCall call, ComponentInvocation invocation)
    {
        var writer = call.WriteResults(_results.Length);
        foreach (var result in _results)
            writer.Write(result.Tag, result.Name, result.Plan.TypeName, (result.Plan, invocation.Memory, Address: invocation.Result + result.Offset),
                static (ref writer, tag, from) => from.Plan.Write(ref writer, tag, from.Memory, from.Address));
    }
}
