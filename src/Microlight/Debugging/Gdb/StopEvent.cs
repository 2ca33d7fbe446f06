namespace Microlight.Debugging.Gdb;

/// <summary>Why a guest was stopped for the debugger.</summary>
/// <param name="Signal">See <see cref="PosixSignal"/>.</param>
/// <param name="IsBreakpoint">One of the debugger's own breakpoints; RIP is at it.</param>
/// <param name="IsFatal">The guest cannot go on unless the debugger changes something: delivering the signal ends the call.</param>
internal readonly record struct StopEvent(int Signal, bool IsBreakpoint = false, bool IsFatal = false);
