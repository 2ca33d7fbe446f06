namespace Microlight.WitBindings.Writing;

/// <summary>Where code that reads or writes a value finds things: C# expressions for the transfer memory, what converts handles, and an address.</summary>
internal sealed record Place(string Memory, string Handles, string Address)
{
    public Place At(long offset) => offset == 0 ? this : this with { Address = $"{Address} + {offset}" };
}
