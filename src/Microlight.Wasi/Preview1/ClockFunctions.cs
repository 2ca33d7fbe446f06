using Microlight.Wasi.Clocks;

namespace Microlight.Wasi.Preview1;

/// <summary>clock_res_get and clock_time_get.</summary>
internal sealed class ClockFunctions(WasiClocks clocks)
{
    public const uint RealTime = 0;
    public const uint Monotonic = 1;
    public const uint ProcessCpuTime = 2;
    public const uint ThreadCpuTime = 3;

    public Errno GetResolution(in Preview1Call call, uint clock, uint resultPointer)
    {
        ulong? resolution = clock switch
        {
            RealTime => WasiClocks.RealTimeResolution,
            Monotonic => clocks.MonotonicResolution,
            ProcessCpuTime or ThreadCpuTime => WasiClocks.CpuTimeResolution,
            _ => null,
        };
        return Answer(call, resolution, resultPointer);
    }

    /// <summary>The precision that the guest asks for is a hint; every clock is read at its best.</summary>
    public Errno GetTime(in Preview1Call call, uint clock, ulong precision, uint resultPointer)
    {
        _ = precision;
        return Answer(call, Read(clock), resultPointer);
    }

    /// <summary>The clock's time, or null where there is no such clock. A guest has one process and one thread: they are the same time.</summary>
    public ulong? Read(uint clock) => clock switch
    {
        RealTime => clocks.RealTime,
        Monotonic => clocks.Monotonic,
        ProcessCpuTime or ThreadCpuTime => clocks.CpuTime,
        _ => null,
    };

    private static Errno Answer(in Preview1Call call, ulong? value, uint resultPointer) => value switch
    {
        null => Errno.Invalid,
        { } known => call.Memory.TryWriteUInt64(resultPointer, known) ? Errno.Success : Errno.Fault,
    };
}
