namespace Microlight.Wasi.Preview1;

/// <summary>What a subscription waits for (typenames.witx, <c>$eventtype</c>).</summary>
internal enum PollEventType : byte
{
    Clock = 0,
    Read = 1,
    Write = 2,
}
