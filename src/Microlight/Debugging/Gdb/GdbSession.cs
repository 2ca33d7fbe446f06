using System.Globalization;
using System.Text;

namespace Microlight.Debugging.Gdb;

/// <summary>
/// One debugger at one sandbox: answers the packets of GDB's Remote Serial Protocol ("Packets", "Stop Reply Packets" and "General Query
/// Packets" in the GDB manual, appendix E). What is unknown gets the empty answer that the protocol has for it, what is malformed or
/// not possible an error; nothing of it reaches beyond the guest.
/// </summary>
internal sealed class GdbSession(GdbConnection connection, DebugTarget target)
{
    private const string Ok = "OK", Error = "E01", Unknown = "", Exited = "W00";
    private const int MaximumRead = GdbConnection.MaximumPacket / 2;

    private readonly Lock _gate = new();
    private StopEvent _lastStop = new(PosixSignal.Trap);
    /// <summary>The debugger let the guest run and waits to hear of its next stop.</summary>
    private bool _awaitsStop;
    private bool _ended, _isOver;

    /// <summary>Serves the connection to its end; the guest goes on afterwards.</summary>
    public void Run()
    {
        try
        {
            target.Attach(OnStopped);
            while (!_ended && connection.Read() is { } packet)
            {
                if (packet == GdbConnection.Interrupt.ToString())
                {
                    target.RequestStop();
                    continue;
                }
                if (packet == "QStartNoAckMode")
                {
                    // This answer is the last one that is acknowledged.
                    connection.Send(Ok);
                    connection.HasAcknowledgments = false;
                    continue;
                }
                if (Answer(packet) is { } answer) connection.Send(answer);
            }
        }
        finally
        {
            target.Detach();
        }
    }

    /// <summary>The sandbox is gone. The connection stays until the debugger leaves, which it does when it hears of it.</summary>
    public void OnDisposed()
    {
        Volatile.Write(ref _isOver, true);
        if (TryTakeWait()) TrySend(Exited);
    }

    private void OnStopped(StopEvent stop)
    {
        lock (_gate) _lastStop = stop;
        if (TryTakeWait()) TrySend(StopReply());
    }

    private bool TryTakeWait()
    {
        lock (_gate)
        {
            var awaits = _awaitsStop;
            _awaitsStop = false;
            return awaits;
        }
    }

    /// <summary>From the thread of a call, which a lost debugger is not to end: the session's own thread notices the loss.</summary>
    private void TrySend(string packet)
    {
        try
        {
            connection.Send(packet);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
        }
    }

    private string StopReply()
    {
        lock (_gate) return $"T{_lastStop.Signal:x2}thread:1;{(_lastStop.IsBreakpoint ? "swbreak:;" : "")}";
    }

    /// <summary>The answer; null if there is none yet, because the guest runs.</summary>
    private string? Answer(string packet)
    {
        if (packet.Length == 0) return Unknown;
        var rest = packet[1..];
        switch (packet[0])
        {
            case '?': return StopReply();
            case 'q': return Query(rest);
            case 'v': return Verbose(rest);
            case 'H': return Ok;
            case 'T': return Ok;
            case 'D': return End(ResumeKind.Continue);
            case 'k':
                End(ResumeKind.Kill);
                return null;
            case 'Z' or 'z' or 'g' or 'G' or 'p' or 'P' or 'm' or 'M' or 'X' or 'c' or 's' or 'C' or 'S' when !target.IsStopped: return Error;
            case 'g': return ReadAllRegisters();
            case 'G': return WriteAllRegisters(rest);
            case 'p': return TryHex(rest, out var number) && number < GdbRegisters.Count ? ReadRegister((int)number) : Error;
            case 'P': return WriteRegister(rest);
            case 'm': return ReadMemory(rest);
            case 'M' or 'X': return WriteMemory(rest, isBinary: packet[0] == 'X');
            case 'Z' or 'z': return Breakpoint(rest, add: packet[0] == 'Z');
            case 'c': return Resume(ResumeKind.Continue, rest);
            case 's': return Resume(ResumeKind.Step, rest);
            case 'C': return Resume(ResumeKind.Deliver, After(rest, ';'));
            case 'S': return Resume(ResumeKind.Deliver, After(rest, ';'));
            default: return Unknown;
        }
    }

    private string Query(string query)
    {
        if (query.StartsWith("Supported", StringComparison.Ordinal))
            return $"PacketSize={GdbConnection.MaximumPacket:x};qXfer:features:read+;swbreak+;vContSupported+;QStartNoAckMode+";
        if (query.StartsWith("Xfer:features:read:target.xml:", StringComparison.Ordinal)) return Part(GdbRegisters.Description, query["Xfer:features:read:target.xml:".Length..]);
        return query switch
        {
            "Attached" => "1",
            "C" => "QC1",
            "fThreadInfo" => "m1",
            "sThreadInfo" => "l",
            "Symbol::" => Ok,
            _ => Unknown,
        };
    }

    private string? Verbose(string packet)
    {
        if (packet == "Cont?") return "vCont;c;C;s;S";
        if (packet.StartsWith("Kill", StringComparison.Ordinal))
        {
            End(ResumeKind.Kill);
            return Ok;
        }
        if (!packet.StartsWith("Cont;", StringComparison.Ordinal)) return Unknown;
        if (!target.IsStopped) return Error;
        // There is one thread: the first action is its own.
        return packet["Cont;".Length..].Split(';')[0].Split(':')[0] switch
        {
            "c" => Resume(ResumeKind.Continue, ""),
            "s" => Resume(ResumeKind.Step, ""),
            ['C' or 'S', ..] => Resume(ResumeKind.Deliver, ""),
            _ => Error,
        };
    }

    /// <summary>Lets the guest run, from another address if one is given.</summary>
    private string? Resume(ResumeKind kind, string address)
    {
        if (address.Length > 0 && (!TryHex(address, out var start) || !target.TryWriteRegister(GdbRegisters.Rip, start))) return Error;
        lock (_gate) _awaitsStop = true;
        target.Resume(kind);
        return Volatile.Read(ref _isOver) && TryTakeWait() ? Exited : null;
    }

    private string End(ResumeKind kind)
    {
        _ended = true;
        if (kind == ResumeKind.Kill) target.Resume(kind);
        return Ok;
    }

    private string ReadAllRegisters()
    {
        var (registers, state) = target.ReadRegisters();
        var text = new StringBuilder();
        for (var i = 0; i < GdbRegisters.Count; i++) text.Append(GdbRegisters.Read(i, registers, state));
        return text.ToString();
    }

    private string ReadRegister(int number)
    {
        var (registers, state) = target.ReadRegisters();
        return GdbRegisters.Read(number, registers, state) ?? Error;
    }

    /// <summary>All of them or none; those that cannot be changed must be what they are.</summary>
    private string WriteAllRegisters(string data)
    {
        var (registers, state) = target.ReadRegisters();
        var changes = new List<(int Number, ulong Value)>();
        var position = 0;
        for (var i = 0; i < GdbRegisters.Count && position < data.Length; i++)
        {
            var digits = GdbRegisters.Size(i) * 2;
            if (data.Length - position < digits) return Error;
            var value = data.Substring(position, digits);
            position += digits;
            if (value.Equals(GdbRegisters.Read(i, registers, state), StringComparison.OrdinalIgnoreCase)) continue;
            if (!TryLittleEndian(value, out var number) || GdbRegisters.Write(i, registers, number) is null) return Error;
            changes.Add((i, number));
        }
        foreach (var (number, value) in changes)
            if (!target.TryWriteRegister(number, value))
                return Error;
        return Ok;
    }

    private string WriteRegister(string assignment)
    {
        var parts = assignment.Split('=');
        if (parts.Length != 2 || !TryHex(parts[0], out var number) || number >= GdbRegisters.Count || parts[1].Length != GdbRegisters.Size((int)number) * 2) return Error;
        if (parts[1].Equals(ReadRegister((int)number), StringComparison.OrdinalIgnoreCase)) return Ok;
        return TryLittleEndian(parts[1], out var value) && target.TryWriteRegister((int)number, value) ? Ok : Error;
    }

    private string ReadMemory(string range)
    {
        if (!TryRange(range, out var address, out var count) || count > MaximumRead) return Error;
        var bytes = target.ReadMemory(address, (int)count);
        return bytes.Length == 0 && count > 0 ? Error : Convert.ToHexStringLower(bytes);
    }

    private string WriteMemory(string command, bool isBinary)
    {
        var colon = command.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryRange(command[..colon], out var address, out var count) || count > MaximumRead) return Error;
        var data = command[(colon + 1)..];
        byte[] bytes;
        if (isBinary)
        {
            bytes = Encoding.Latin1.GetBytes(GdbConnection.Unescape(data));
        }
        else
        {
            bytes = new byte[data.Length / 2];
            if (Convert.FromHexString(data, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return Error;
        }
        return (ulong)bytes.Length == count && (count == 0 || target.TryWriteMemory(address, bytes)) ? Ok : Error;
    }

    /// <summary><c>type,address,kind</c>: type 0 is a software breakpoint; others are not offered, so GDB makes do without.</summary>
    private string Breakpoint(string command, bool add)
    {
        var parts = command.Split(';')[0].Split(',');
        if (parts is not ["0", var text, _]) return Unknown;
        if (!TryHex(text, out var address)) return Error;
        if (add) return target.TryAddBreakpoint(address) ? Ok : Error;
        target.RemoveBreakpoint(address);
        return Ok;
    }

    /// <summary>A part <c>offset,length</c> of a text: m and the part, or l and the last part.</summary>
    private static string Part(string text, string range)
    {
        if (!TryRange(range, out var offset, out var length)) return Error;
        if (offset >= (ulong)text.Length) return "l";
        var part = text.Substring((int)offset, (int)Math.Min(Math.Min(length, MaximumRead), (ulong)text.Length - offset));
        return (offset + (ulong)part.Length < (ulong)text.Length ? "m" : "l") + part;
    }

    private static string After(string text, char separator) => text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? text[(at + 1)..] : "";

    private static bool TryRange(string text, out ulong first, out ulong second)
    {
        second = 0;
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return TryHex(comma < 0 ? "" : text[..comma], out first) && TryHex(text[(comma + 1)..], out second);
    }

    private static bool TryHex(string text, out ulong value) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    /// <summary>A register's bytes, lowest first, as a number; up to 8 bytes.</summary>
    private static bool TryLittleEndian(string text, out ulong value)
    {
        value = 0;
        if (text.Length is 0 or > 16 || text.Length % 2 != 0) return false;
        for (var i = text.Length - 2; i >= 0; i -= 2)
        {
            if (!byte.TryParse(text.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part)) return false;
            value = value << 8 | part;
        }
        return true;
    }
}
