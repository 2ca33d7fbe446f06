namespace Microlight.Wasm.Components.Values;

/// <summary>Arguments and results of calls as values, in both directions.</summary>
internal static class ValuePassing
{
    /// <exception cref="ArgumentException">There are more or fewer than parameters, or one is not of its type.</exception>
    public static void CheckArguments(WitFunction function, ReadOnlySpan<WitValue> arguments)
    {
        if (arguments.Length != function.Parameters.Length)
            throw new ArgumentException($"'{function.Path}' takes {function.Parameters.Length} arguments, not {arguments.Length}: {function.Signature}.");
        for (var i = 0; i < arguments.Length; i++) ValueCheck.Check(function.Parameters[i].Type, arguments[i], $"The argument '{function.Parameters[i].Name}' of '{function.Path}'");
    }

    public static void WriteArguments(ComponentInvocation call, WitFunction function, ReadOnlySpan<WitValue> arguments)
    {
        var writer = new ValueWriter(call.Memory, call.Resources);
        var offset = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            var type = function.Parameters[i].Type;
            writer.Write(type, call.Arguments + ValueReader.Next(ref offset, type), arguments[i]);
        }
    }

    public static WitValue? ReadResult(ComponentInvocation call, WitFunction function) =>
        function.Result is null ? null : new ValueReader(call.Memory, call.Resources).Read(function.Result, call.Result);

    /// <summary>A host function that takes and gives values, for a component that imports it with that type.</summary>
    public static ComponentHostFunction Serve(WitFunction type, Func<ComponentCall, IReadOnlyList<WitValue>, ValueTask<WitValue?>> function) => call =>
    {
        var reader = new ValueReader(call.Memory, call.Resources);
        var arguments = new WitValue[type.Parameters.Length];
        var offset = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = type.Parameters[i].Type;
            arguments[i] = reader.Read(parameter, call.Arguments + ValueReader.Next(ref offset, parameter));
        }
        var result = call.Result;
        var task = function(call, arguments);
        if (!task.IsCompletedSuccessfully) return Finish(call, type, result, task);
        WriteResult(call, type, result, task.Result);
        return default;

        static async ValueTask Finish(ComponentCall call, WitFunction type, int result, ValueTask<WitValue?> task) =>
            WriteResult(call, type, result, await task.ConfigureAwait(false));
    };

    private static void WriteResult(ComponentCall call, WitFunction type, int address, WitValue? value)
    {
        if (type.Result is null)
        {
            if (value is not null) throw new ArgumentException($"'{type.Path}' has no result, and a {value.Noun} was returned.");
            return;
        }
        ValueCheck.Check(type.Result, value, $"The result of '{type.Path}'");
        new ValueWriter(call.Memory, call.Resources).Write(type.Result, address, value!);
    }
}
