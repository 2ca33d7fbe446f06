namespace Microlight.Tars;

/// <summary>How a packet's body holds parameters and results.</summary>
public enum TarsVersion : short
{
    /// <summary>TARS: parameters under the tags 1, 2, …; the return value under tag 0, out parameters under their own tags.</summary>
    Tars = 1,
    /// <summary>TUP: parameters under their names, each with the name of its type; the reply is a request packet, the return value's name is empty.</summary>
    TupComplex = 2,
    /// <summary>TUP without names of types.</summary>
    TupSimple = 3,
}
