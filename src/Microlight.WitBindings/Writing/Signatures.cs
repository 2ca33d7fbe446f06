using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>Headers of methods.</summary>
internal static class Signatures
{
    /// <summary>The form that returns a task, as it is declared.</summary>
    public static string Async(TypeTable types, BoundFunction function) => $"{Task(types, function)} {function.Name}Async({Parameters(types, function, Cancellation)})";

    public static string Task(TypeTable types, BoundFunction function) => function.Result is null ? Runtime.Task : $"{Runtime.Task}<{types.CSharp(function.Result)}>";

    public static string Result(TypeTable types, BoundFunction function) => function.Result is null ? "void" : types.CSharp(function.Result);

    /// <param name="others">Further parameters: the first ones if they begin with "this ".</param>
    public static string Parameters(TypeTable types, BoundFunction function, params string[] others) =>
        string.Join(", ", others.Where(o => o.StartsWith("this ", StringComparison.Ordinal)).Concat(function.Written.Select(p => $"{types.CSharp(p.Type)} {p.Name}"))
            .Concat(others.Where(o => !o.StartsWith("this ", StringComparison.Ordinal))));

    public const string Cancellation = Runtime.Cancellation + " cancellationToken = default";
}
