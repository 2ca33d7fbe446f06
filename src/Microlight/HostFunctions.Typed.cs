namespace Microlight;

/// <summary>The typed ways to register a host function: parameters and result are the nine .NET types that cross (docs/abi.md).</summary>
public sealed partial class HostFunctions
{
    /// <summary>Registers a function of the module with the empty name, where native guests import from.</summary>
    /// <exception cref="ArgumentException">The name is taken, or a type is none of those that cross.</exception>
    public HostFunctions Add(string name, Action function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<TResult>(string name, Func<TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1>(string name, Action<T1> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, TResult>(string name, Func<T1, TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2>(string name, Action<T1, T2> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, TResult>(string name, Func<T1, T2, TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3>(string name, Action<T1, T2, T3> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5>(string name, Action<T1, T2, T3, T4, T5> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, TResult>(string name, Func<T1, T2, T3, T4, T5, TResult> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6>(string name, Action<T1, T2, T3, T4, T5, T6> function) => Add("", name, function);

    /// <inheritdoc cref="Add(string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, TResult> function) => Add("", name, function);

    /// <summary>Registers a function of a module.</summary>
    /// <exception cref="ArgumentException">The name is taken, or a type is none of those that cross.</exception>
    public HostFunctions Add(string module, string name, Action function) =>
        Add(module, name, new GuestSignature([], []), (_, _, _) => function());

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<TResult>(string module, string name, Func<TResult> function) =>
        Add(module, name, new GuestSignature([], [GuestConvert.TypeOf<TResult>()]),
            (_, _, results) => results[0] = GuestConvert.To(function()));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1>(string module, string name, Action<T1> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, TResult>(string module, string name, Func<T1, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]))));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2>(string module, string name, Action<T1, T2> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, TResult>(string module, string name, Func<T1, T2, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]))));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3>(string module, string name, Action<T1, T2, T3> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, TResult>(string module, string name, Func<T1, T2, T3, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]))));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4>(string module, string name, Action<T1, T2, T3, T4> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, TResult>(string module, string name, Func<T1, T2, T3, T4, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3]))));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5>(string module, string name, Action<T1, T2, T3, T4, T5> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>(), GuestConvert.TypeOf<T5>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3]), GuestConvert.From<T5>(arguments[4])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>(), GuestConvert.TypeOf<T5>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3]), GuestConvert.From<T5>(arguments[4]))));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6>(string module, string name, Action<T1, T2, T3, T4, T5, T6> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>(), GuestConvert.TypeOf<T5>(), GuestConvert.TypeOf<T6>()], []),
            (_, arguments, _) => function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3]), GuestConvert.From<T5>(arguments[4]), GuestConvert.From<T6>(arguments[5])));

    /// <inheritdoc cref="Add(string, string, Action)"/>
    public HostFunctions Add<T1, T2, T3, T4, T5, T6, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, TResult> function) =>
        Add(module, name, new GuestSignature([GuestConvert.TypeOf<T1>(), GuestConvert.TypeOf<T2>(), GuestConvert.TypeOf<T3>(), GuestConvert.TypeOf<T4>(), GuestConvert.TypeOf<T5>(), GuestConvert.TypeOf<T6>()], [GuestConvert.TypeOf<TResult>()]),
            (_, arguments, results) => results[0] = GuestConvert.To(function(GuestConvert.From<T1>(arguments[0]), GuestConvert.From<T2>(arguments[1]), GuestConvert.From<T3>(arguments[2]), GuestConvert.From<T4>(arguments[3]), GuestConvert.From<T5>(arguments[4]), GuestConvert.From<T6>(arguments[5]))));
}
