using Microlight.Wasm.Components;

namespace Microlight.Tars.Components;

/// <summary>What a component may know of the call that it answers, and add to its reply: the interface <c>microlight:tars/call</c>.</summary>
public static class TarsCallImports
{
    internal const string Interface = "microlight:tars/call";

    /// <summary>Most characters that a component may put into a reply's context and description, one for each text added.</summary>
    internal const int MostText = 64 << 10;

    /// <summary>Registers the interface: the caller's context, the reply's context, and replies with a code. <see cref="ComponentServant"/> says which call it is.</summary>
    /// <exception cref="ArgumentException">It is registered already.</exception>
    /// <exception cref="InvalidOperationException">An instance uses these imports already.</exception>
    public static ComponentImports AddTarsCall(this ComponentImports imports)
    {
        ArgumentNullException.ThrowIfNull(imports);
        return imports
            .AddState(() => new AnsweredCall())
            .Add(Interface, "context", "func() -> list<tuple<string, string>>", GetContext)
            .Add(Interface, "set-response-context", "func(key: string, value: string)", SetResponseContext)
            .Add(Interface, "fail", "func(code: s32, description: string)", Fail);
    }

    private static ValueTask GetContext(ComponentCall call)
    {
        const int Pair = 16, Value = 8;
        var context = Answered(call).Call!.Context;
        var at = call.Memory.SetList(call.Result, context.Count, Pair, alignment: 4);
        foreach (var (key, value) in context)
        {
            call.Memory.SetString(at, key);
            call.Memory.SetString(at + Value, value);
            at += Pair;
        }
        return default;
    }

    private static ValueTask SetResponseContext(ComponentCall call)
    {
        var answered = Answered(call);
        answered.Call!.ResponseContext[answered.Keep(call.Memory.GetString(call.Arguments))] = answered.Keep(call.Memory.GetString(call.Arguments + 8));
        return default;
    }

    private static ValueTask Fail(ComponentCall call)
    {
        var code = call.Memory.Get<int>(call.Arguments);
        if (code == 0) throw new ProtocolViolationException("The component fails its call with code 0, which is success.");
        var answered = Answered(call);
        answered.Call!.Fail((TarsReturnCode)code, answered.Keep(call.Memory.GetString(call.Arguments + 4)));
        return default;
    }

    /// <exception cref="InvalidOperationException">The component is being initialised, and answers no call.</exception>
    private static AnsweredCall Answered(ComponentCall call) => call.GetState<AnsweredCall>() is { Call: not null } answered ? answered : throw new InvalidOperationException("No call is being answered.");
}
