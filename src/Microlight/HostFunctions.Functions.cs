namespace Microlight;

/// <content>Host functions that return a value, a Task or a ValueTask.</content>
public sealed partial class HostFunctions
{
    /// <summary>Registers a function that returns a value or, if that is a Task or ValueTask, takes its time and returns nothing.</summary>
    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<TResult>(ImportName name, Func<TResult> function)
        where TResult : allows ref struct =>
        Add(name, function, [], Result<TResult>(), frame => frame.Return(function()));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, TResult>(ImportName name, Func<T1, TResult> function)
        where T1 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, TResult>(ImportName name, Func<T1, T2, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, TResult>(ImportName name, Func<T1, T2, T3, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, T4, TResult>(ImportName name, Func<T1, T2, T3, T4, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, TResult>(ImportName name, Func<T1, T2, T3, T4, T5, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, TResult>(ImportName name, Func<T1, T2, T3, T4, T5, T6, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, T7, TResult>(ImportName name, Func<T1, T2, T3, T4, T5, T6, T7, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct where T7 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>(), Parameter<T7>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>(), frame.Next<T7>())));

    /// <inheritdoc cref="Add{TResult}(ImportName, Func{TResult})"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(ImportName name, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct where T7 : allows ref struct where T8 : allows ref struct where TResult : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>(), Parameter<T7>(), Parameter<T8>()], Result<TResult>(), frame => frame.Return(function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>(), frame.Next<T7>(), frame.Next<T8>())));
}
