using Microlight.Machine;

namespace Microlight.Debugging;

/// <summary>A guest that stands still, as a core dump shows it.</summary>
/// <param name="Name">What debuggers call the program.</param>
/// <param name="Registers">General registers.</param>
/// <param name="ExtendedState">XSAVE area of <see cref="ExtendedState.Size"/> bytes; empty if the machine lost it.</param>
/// <param name="Trap">Why it stands still; null between calls and after a stop.</param>
internal sealed record GuestState(string Name, GuestRegisters Registers, byte[] ExtendedState, GuestTrap? Trap);
