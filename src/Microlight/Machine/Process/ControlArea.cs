using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Microlight.Machine.Process;

/// <summary>
/// The host's view of a child's control area. Before guest code runs it carries the child's start; after that, signal frames. Reading
/// copies: what the guest can write is never looked at twice.
/// </summary>
internal sealed unsafe class ControlArea : IDisposable
{
    private readonly HostMapping _view;
    private int _entries;
    private int _scratch = ControlLayout.Scratch;

    public ControlArea(int entries)
    {
        if (entries > ControlLayout.MaximumEntries) throw new InvalidOperationException($"A child's start takes {entries} system calls; there is room for {ControlLayout.MaximumEntries}.");
        var bytes = (nuint)(ControlLayout.Table + (entries + 1) * ControlLayout.EntrySize + 0xfff) & ~(nuint)0xfff;
        File = MemoryFile.Create("microlight-control", (long)bytes);
        try
        {
            _view = HostMapping.Shared(File, bytes);
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public MemoryFile File { get; }

    /// <summary>Adds a system call to the child's start; a result address of 0 drops the result.</summary>
    public int Call(int number, ReadOnlySpan<ulong> arguments, ulong result = 0, bool optional = false)
    {
        var entry = At(ControlLayout.Table + _entries * ControlLayout.EntrySize);
        *(int*)entry = number;
        *(int*)(entry + ControlLayout.EntryOptional) = optional ? 1 : 0;
        for (var i = 0; i < arguments.Length; i++) ((ulong*)(entry + ControlLayout.EntryArguments))[i] = arguments[i];
        *(ulong*)(entry + ControlLayout.EntryResult) = result;
        return _entries++;
    }

    /// <summary>Ends the table.</summary>
    public void End() => *(int*)At(ControlLayout.Table + _entries * ControlLayout.EntrySize) = -1;

    /// <summary>Puts something where a system call can point to it. Returns its address in the child.</summary>
    public ulong Put<T>(in T value) where T : unmanaged
    {
        var at = Take(sizeof(T));
        Unsafe.WriteUnaligned(At(at), value);
        return ControlLayout.Base + (ulong)at;
    }

    public ulong PutBytes(ReadOnlySpan<byte> bytes)
    {
        var at = Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(At(at), bytes.Length));
        return ControlLayout.Base + (ulong)at;
    }

    public ulong PutWords(params ReadOnlySpan<ulong> words) => PutBytes(MemoryMarshal.AsBytes(words));

    public ulong PutText(string text) => PutBytes(Encoding.ASCII.GetBytes(text + "\0"));

    /// <summary>The table entry that ended the child's start and its error number; null where it did not say.</summary>
    public (int Entry, int Error)? ReadFailure()
    {
        var offset = *(ulong*)At(ControlLayout.FailedEntry) - (ControlLayout.Base + ControlLayout.Table);
        if (offset >= (ulong)(_entries * ControlLayout.EntrySize) || offset % ControlLayout.EntrySize != 0) return null;
        return ((int)offset / ControlLayout.EntrySize, -(int)*(long*)At(ControlLayout.Table + (int)offset + ControlLayout.EntryResult));
    }

    /// <summary>Clears everything, signal frames and what registers they hold among it, and puts a frame where a fresh one belongs.</summary>
    public void Reset(in SignalFrame frame)
    {
        // Behind the signal stack the guest's own writes are all there can be: cleared once more so that nothing is left for the next one.
        new Span<byte>(At(0), (int)_view.Length).Clear();
        WriteFrame(ControlLayout.FreshFrame, frame);
    }

    /// <summary>Copies a frame; false if there is no room for one at that address.</summary>
    public bool TryReadFrame(ulong address, out int offset, out SignalFrame frame)
    {
        var from = address - ControlLayout.Base;
        if (from > (ulong)(ControlLayout.SignalStackSize - sizeof(SignalFrame)) || from % 8 != 0)
        {
            (offset, frame) = (0, default);
            return false;
        }
        offset = (int)from;
        frame = *(SignalFrame*)At(offset);
        return true;
    }

    public void WriteFrame(int offset, in SignalFrame frame) => *(SignalFrame*)At(offset) = frame;

    /// <summary>Copies bytes of the signal stack; false if they are not all in it.</summary>
    public bool TryRead(ulong address, Span<byte> bytes)
    {
        var from = address - ControlLayout.Base;
        if (from > (ulong)(ControlLayout.SignalStackSize - bytes.Length)) return false;
        new ReadOnlySpan<byte>(At((int)from), bytes.Length).CopyTo(bytes);
        return true;
    }

    public void Dispose()
    {
        _view.Dispose();
        File.Dispose();
    }

    private int Take(int bytes)
    {
        var at = _scratch;
        _scratch += (bytes + 7) & ~7;
        if (_scratch > ControlLayout.FailedEntry) throw new InvalidOperationException("What a child's start needs does not fit its page.");
        return at;
    }

    private byte* At(int offset) => (byte*)_view.Address + offset;
}
