namespace Microlight.WitBindings.Model;

/// <summary>Names of one place: each is given out once.</summary>
internal sealed class NameScope
{
    /// <summary>What every class, and every record, has already.</summary>
    public static readonly string[] OfObjects =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "Clone", "Deconstruct", "PrintMembers", "EqualityContract"];

    private readonly HashSet<string> _taken;

    public NameScope(params string[] taken) => _taken = new HashSet<string>(taken, StringComparer.Ordinal);

    public void Reserve(IEnumerable<string> names) => _taken.UnionWith(names);

    public bool IsFree(string name) => !_taken.Contains(name);

    /// <summary>The name, with _ appended until it is free.</summary>
    public string Take(string name)
    {
        while (!_taken.Add(name)) name += "_";
        return name;
    }

    /// <summary>As <see cref="Take"/>, for a function that has a second form with Async appended.</summary>
    public string TakeFunction(string name)
    {
        while (_taken.Contains(name) || _taken.Contains(name + "Async")) name += "_";
        _taken.Add(name);
        _taken.Add(name + "Async");
        return name;
    }
}
