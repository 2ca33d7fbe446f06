using Microlight.Diagnostics;

namespace Microlight;

/// <summary>One function call on a guest's stack.</summary>
/// <param name="Address">
/// Guest virtual address: for the innermost frame the instruction that trapped, for the others the one to return to, which is after
/// the call and may belong to the next function.
/// </param>
/// <param name="Function">Name from the image's symbol table, or null if there is none around the call. The image chose it.</param>
/// <param name="Offset">Bytes from the start of <paramref name="Function"/> to <paramref name="Address"/>, 0 without a name.</param>
/// <param name="StackPointer">RSP in this frame: at the trap, or when the call returns.</param>
public sealed record GuestFrame(ulong Address, string? Function, ulong Offset, ulong StackPointer)
{
    /// <summary>Where the code comes from, if the image says so: <c>module offset 0x1f3, main.c:10</c>. The image chose the names in it.</summary>
    public string? Origin { get; init; }

    /// <summary><c>name+0x12</c>, or the address where there is no name, then the origin in brackets; without control characters.</summary>
    public override string ToString()
    {
        var place = Function is null ? $"0x{Address:x}" : $"{GuestText.Short(Function)}+0x{Offset:x}";
        return Origin is null ? place : $"{place} ({GuestText.Short(Origin)})";
    }
}
