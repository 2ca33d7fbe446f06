using System.Buffers.Binary;
using Microlight.Machine;

namespace Microlight.Debugging;

/// <summary>
/// Writes a guest as an ELF core file (System V gABI, chapters 4 and 5: ET_CORE, one PT_NOTE, one PT_LOAD per range that the guest can
/// reach) for debuggers. Pages of zeros are not read, since reading would give them memory; in a file they become holes.
/// </summary>
internal sealed class CoreDump
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56, Page = 4096;
    private const ushort TypeCore = 4, MachineX86_64 = 62;
    private const uint ProgramLoad = 1, ProgramNote = 4;
    private const uint FlagExecutable = 1, FlagWritable = 2, FlagReadable = 4;

    private readonly Stream _target;
    private readonly bool _isSparse;
    private readonly SandboxMemory _memory;
    private readonly GuestMemoryRange[] _ranges;
    private readonly byte[] _notes;
    private static readonly byte[] s_zeros = new byte[64 << 10];

    private CoreDump(Stream target, bool isSparse, SandboxMemory memory, GuestMemoryRange[] ranges, byte[] notes)
    {
        _target = target;
        _isSparse = isSparse;
        _memory = memory;
        _ranges = ranges;
        _notes = notes;
    }

    /// <summary>Writes it to a stream from its position on; if that is a new file, steps over pages of zeros, which become holes.</summary>
    /// <exception cref="IOException">The target refuses.</exception>
    public static void Write(Stream target, bool isSparse, GuestState state, SandboxMemory memory, GuestImage image) =>
        new CoreDump(target, isSparse, memory, MemoryMap.Of(memory, image), CoreDumpNotes.Of(state)).Write();

    /// <summary>
    /// Writes a file that appears under its name only when it is whole, readable by its owner alone: it has whatever the guest had in
    /// memory.
    /// </summary>
    public static void Write(string path, GuestState state, SandboxMemory memory, GuestImage image)
    {
        using var file = new WholeFile(path, $"{path}.{Guid.NewGuid():n}.tmp");
        Write(file.Stream, isSparse: true, state, memory, image);
        file.Commit();
    }

    private void Write()
    {
        var headers = new byte[HeaderSize + (_ranges.Length + 1) * ProgramHeaderSize];
        var notesOffset = headers.Length;
        var offset = (ulong)(notesOffset + _notes.Length + Page - 1) / Page * Page;
        var padding = (int)offset - notesOffset - _notes.Length;
        WriteHeader(headers);
        WriteProgramHeader(headers.AsSpan(HeaderSize), ProgramNote, FlagReadable, (ulong)notesOffset, 0, (ulong)_notes.Length, 4);
        for (var i = 0; i < _ranges.Length; i++)
        {
            var range = _ranges[i];
            var flags = FlagReadable | (range.IsWritable ? FlagWritable : 0) | (range.IsExecutable ? FlagExecutable : 0);
            WriteProgramHeader(headers.AsSpan(HeaderSize + (i + 1) * ProgramHeaderSize), ProgramLoad, flags, offset, range.Address, range.Size, Page);
            offset += range.Size;
        }
        _target.Write(headers);
        _target.Write(_notes);
        _target.Write(s_zeros.AsSpan(0, padding));
        foreach (var range in _ranges) WriteRange(range);
        if (_isSparse) _target.SetLength(_target.Position);
    }

    private void WriteRange(GuestMemoryRange range)
    {
        ulong done = 0;
        foreach (var run in FindPages(range))
        {
            Skip(run.Offset - done);
            for (done = run.Offset; done < run.End;)
            {
                if (!_memory.TryRead(range.Address + done, out var bytes)) throw new InvalidOperationException($"The guest's memory at 0x{range.Address + done:x} is not there.");
                bytes = bytes[..(int)Math.Min((ulong)bytes.Length, run.End - done)];
                _target.Write(bytes);
                done += (ulong)bytes.Length;
            }
        }
        Skip(range.Size - done);
    }

    /// <summary>The pages of a range that are not zero, as offsets in it.</summary>
    private List<PageExtent> FindPages(GuestMemoryRange range)
    {
        foreach (var region in _memory.Regions)
            // An empty one may start at the same address.
            if (region is { Size: > 0, Pages: { } pages } && region.Address == range.Address)
                return LayerCapture.FindPages(pages, region.State.Pieces, 0, range.Size);
        foreach (var system in _memory.Image.Ranges)
            if (system.Address == range.Address)
                return LayerCapture.FindPages(_memory.System, _memory.Layer.System, system.Offset, system.Offset + system.Bytes)
                    .ConvertAll(run => run with { Offset = run.Offset - system.Offset });
        return [];
    }

    private void Skip(ulong bytes)
    {
        if (_isSparse)
        {
            _target.Seek((long)bytes, SeekOrigin.Current);
            return;
        }
        for (; bytes > 0; bytes -= Math.Min(bytes, (ulong)s_zeros.Length)) _target.Write(s_zeros.AsSpan(0, (int)Math.Min(bytes, (ulong)s_zeros.Length)));
    }

    private void WriteHeader(Span<byte> header)
    {
        "\u007fELF"u8.CopyTo(header);
        header[4] = 2; // 64-bit
        header[5] = 1; // little-endian
        header[6] = 1; // version
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], TypeCore);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], MachineX86_64);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], (ushort)(_ranges.Length + 1));
    }

    private static void WriteProgramHeader(Span<byte> header, uint type, uint flags, ulong offset, ulong address, ulong bytes, ulong alignment)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], type == ProgramLoad ? bytes : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], alignment);
    }
}
