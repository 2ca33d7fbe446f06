namespace Microlight.Abi;

/// <summary>Whose slots are read or written, for messages: "argument" or "result" of a function.</summary>
internal readonly record struct SlotOwner(string Function, string What)
{
    public static SlotOwner Argument(string function) => new(function, "argument");
    public static SlotOwner Result(string function) => new(function, "result");
}
