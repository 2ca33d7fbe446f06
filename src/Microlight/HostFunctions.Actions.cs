namespace Microlight;

/// <content>Host functions that return nothing.</content>
public sealed partial class HostFunctions
{
    /// <summary>Registers a function that returns nothing.</summary>
    /// <remarks>
    /// Parameters and results are the types that cross (docs/calls.md): integers of 8 to 64 bits and enumerations of them, float, double,
    /// bool, string, byte[], ReadOnlyMemory&lt;byte&gt;, structs without references (as exactly their bytes), and, not copied, spans of
    /// bytes, valid until the function returns. Parameters of type <see cref="HostCall"/> and <see cref="CancellationToken"/>, anywhere,
    /// are given by the host: the guest does not see them.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is taken, or a type is none of those that cross.</exception>
    /// <exception cref="InvalidOperationException">A sandbox uses these functions already.</exception>
    public HostFunctions Add(ImportName name, Action function) =>
        Add(name, function, [], None, frame =>
        {
            function();
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1>(ImportName name, Action<T1> function)
        where T1 : allows ref struct =>
        Add(name, function, [Parameter<T1>()], None, frame =>
        {
            function(frame.Next<T1>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2>(ImportName name, Action<T1, T2> function)
        where T1 : allows ref struct where T2 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3>(ImportName name, Action<T1, T2, T3> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4>(ImportName name, Action<T1, T2, T3, T4> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5>(ImportName name, Action<T1, T2, T3, T4, T5> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6>(ImportName name, Action<T1, T2, T3, T4, T5, T6> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, T7>(ImportName name, Action<T1, T2, T3, T4, T5, T6, T7> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct where T7 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>(), Parameter<T7>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>(), frame.Next<T7>());
            return frame.Return();
        });

    /// <inheritdoc cref="Add(ImportName, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, T7, T8>(ImportName name, Action<T1, T2, T3, T4, T5, T6, T7, T8> function)
        where T1 : allows ref struct where T2 : allows ref struct where T3 : allows ref struct where T4 : allows ref struct where T5 : allows ref struct where T6 : allows ref struct where T7 : allows ref struct where T8 : allows ref struct =>
        Add(name, function, [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>(), Parameter<T6>(), Parameter<T7>(), Parameter<T8>()], None, frame =>
        {
            function(frame.Next<T1>(), frame.Next<T2>(), frame.Next<T3>(), frame.Next<T4>(), frame.Next<T5>(), frame.Next<T6>(), frame.Next<T7>(), frame.Next<T8>());
            return frame.Return();
        });
}
