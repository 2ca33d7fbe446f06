namespace Microlight.Tars.Idl;

/// <summary>Where in a .tars file something is.</summary>
/// <param name="File">The file's path as it was given.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
public readonly record struct IdlPosition(string File, int Line, int Column)
{
    /// <summary><c>file(line,column)</c>, as compilers write it.</summary>
    public override string ToString() => $"{File}({Line},{Column})";
}
