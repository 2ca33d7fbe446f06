using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>Headers of methods.</summary>
internal static class Signatures
{
    /// <summary>The form that returns a task, as it is declared.</summary>
    public static string Async(TypeTable types, BoundFunction function) => $"{Task(types, function)} {function.Name}Async({Parameters(types, function, last: Cancellation)})";

    public static string Task(TypeTable types, BoundFunction function) => function.Result is null ? Runtime.Task : $"{Runtime.Task}<{types.CSharp(function.Result)}>";

    public static string Result(TypeTable types, BoundFunction function) => function.Result is null ? "void" : types.CSharp(function.Result);

    /// <summary>What callers write.</summary>
    /// <param name="first">A parameter before them, or empty.</param>
    /// <param name="last">A parameter behind them, or empty.</param>
    public static string Parameters(TypeTable types, BoundFunction function, string first = "", string last = "") =>
        string.Join(", ", function.Written.Select(p => $"{types.CSharp(p.Type)} {p.Name}").Prepend(first).Append(last).Where(p => p.Length > 0));

    private const string Cancellation = Runtime.Cancellation + " cancellationToken = default";
}
