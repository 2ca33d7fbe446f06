using Microlight.Machine;

namespace Microlight.Debugging.Gdb;

/// <summary>
/// Software breakpoints: <c>int3</c> in the sandbox's private copies of code pages, there only while the guest runs. Whoever looks at
/// the memory of a guest that stands still (debuggers, crash reports, core dumps, snapshots) sees the guest's own bytes.
/// </summary>
internal sealed class Breakpoints
{
    private const byte Instruction = 0xcc;
    /// <summary>Each costs two writes per stop.</summary>
    private const int Maximum = 4096;

    private readonly HashSet<ulong> _wanted = [];
    /// <summary>What is in memory now: address and the byte that was there.</summary>
    private readonly Dictionary<ulong, byte> _inserted = [];

    public bool TryAdd(ulong address) => _wanted.Contains(address) || _wanted.Count < Maximum && _wanted.Add(address);

    public void Remove(ulong address) => _wanted.Remove(address);

    public void Clear() => _wanted.Clear();

    public bool IsWanted(ulong address) => _wanted.Contains(address);

    public bool IsInserted(ulong address) => _inserted.ContainsKey(address);

    /// <summary>Puts them into memory, except at one address.</summary>
    public void Insert(SandboxMemory memory, ulong? except)
    {
        foreach (var address in _wanted)
        {
            if (address == except || _inserted.ContainsKey(address) || !memory.TryWrite(address, out var bytes)) continue;
            _inserted.Add(address, bytes[0]);
            bytes[0] = Instruction;
        }
    }

    /// <summary>Puts back what was there.</summary>
    public void Withdraw(SandboxMemory memory)
    {
        foreach (var (address, original) in _inserted)
            if (memory.TryWrite(address, out var bytes))
                bytes[0] = original;
        _inserted.Clear();
    }
}
