using System.Buffers.Binary;
using System.Numerics;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Cil;

/// <summary>
/// The records of types and tags that collector and casts read: 64 bytes of zeros, one for each type of the program in the order of their
/// ids, then the tags', then lists that these point to. A program that casts nothing and has no objects has none.
/// </summary>
internal sealed class TypeRecords
{
    private readonly TypeTable _types;
    private readonly ulong _address;
    private readonly ObjectLayout?[] _layouts;
    private readonly ObjectLayout[] _tags;

    /// <param name="program">Whose types and tags.</param>
    /// <param name="address">Of the first record, a multiple of 64.</param>
    public TypeRecords(LinkedProgram program, ulong address)
    {
        (_types, _address) = (program.Types, address);
        _layouts = new ObjectLayout?[_types.Count];
        _tags = [];
        var isNeeded = program.Tags.Length > 0;
        for (var i = 0; i < _types.Count; i++)
        {
            isNeeded |= _types[i].Composite is not FunctionType || !_types[i].IsFinal || _types[i].Supertype != 0;
            if (_types[i].Composite is StructType type) _layouts[i] = ObjectLayout.Of(type, _types);
        }
        if (!isNeeded) return;
        // A module may have very many tags, but only so many types.
        var ofType = new Dictionary<int, ObjectLayout>();
        foreach (var tag in program.Tags) ofType.TryAdd(tag.TypeId, ObjectLayout.OfException(_types.Function(tag.TypeId).Parameters, _types));
        _tags = Array.ConvertAll(program.Tags, t => ofType[t.TypeId]);
        Write();
    }

    /// <summary>What belongs at the address given; empty if the program needs no records.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Address of a type's record; that of id 0 is no type's, and zero.</summary>
    public ulong OfType(int id) => _address + (ulong)id * HeapContract.RecordSize;
    /// <summary>Address of a tag's record, by the program's number of the tag: the tag's identity.</summary>
    public ulong OfTag(int tag) => OfType(_types.Count + 1 + tag);
    public TypeTable Table => _types;
    public bool IsFunction(int id) => _types[id - 1].Composite is FunctionType;
    public bool IsFinal(int id) => _types[id - 1].IsFinal;
    public int Depth(int id) => _types[id - 1].Depth;
    public FieldType[] Fields(int id) => ((StructType)_types[id - 1].Composite).Fields;
    public FieldType Element(int id) => ((ArrayType)_types[id - 1].Composite).Element;
    public ObjectLayout Struct(int id) => _layouts[id - 1]!;
    public ObjectLayout Exception(int tag) => _tags[tag];

    private void Write()
    {
        var records = 1 + _types.Count + _tags.Length;
        var lists = new MemoryStream();
        var bytes = new byte[records * HeapContract.RecordSize];
        for (var id = 1; id < records; id++)
        {
            var record = bytes.AsSpan(id * HeapContract.RecordSize, HeapContract.RecordSize);
            if (id > _types.Count) WriteObject(record, HeapContract.ExceptionKind, _tags[id - _types.Count - 1]);
            else
            {
                var type = _types[id - 1];
                if (type.Composite is ArrayType array) WriteArray(record, array.Element);
                else if (_layouts[id - 1] is { } layout) WriteObject(record, HeapContract.StructKind, layout);
                BinaryPrimitives.WriteInt32LittleEndian(record[HeapContract.RecordDepth..], type.Depth);
                WriteDisplay(record, id);
            }
        }
        Bytes = [.. bytes, .. lists.ToArray()];

        void WriteObject(Span<byte> record, uint kind, ObjectLayout layout)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, layout.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], kind);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], layout.References.Length);
            if (layout.References.Length > 0) BinaryPrimitives.WriteUInt64LittleEndian(record[16..], List(Array.ConvertAll(layout.References, o => (uint)o)));
        }

        void WriteDisplay(Span<byte> record, int id)
        {
            var depth = _types[id - 1].Depth;
            var display = new uint[depth + 1];
            for (var at = depth; at >= 0; at--, id = _types[id - 1].Supertype) display[at] = (uint)OfType(id);
            for (var at = 0; at < Math.Min(display.Length, HeapContract.DisplayEntries); at++)
                BinaryPrimitives.WriteUInt32LittleEndian(record[(HeapContract.RecordDisplay + 4 * at)..], display[at]);
            if (display.Length > HeapContract.DisplayEntries) BinaryPrimitives.WriteUInt64LittleEndian(record[HeapContract.RecordFullDisplay..], List(display));
        }

        ulong List(uint[] values)
        {
            var at = _address + (ulong)(bytes.Length + lists.Length);
            Span<byte> four = stackalloc byte[4];
            foreach (var value in values)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(four, value);
                lists.Write(four);
            }
            return at;
        }
    }

    private void WriteArray(Span<byte> record, FieldType element)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, BitOperations.Log2((uint)ObjectLayout.SizeOf(element)));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], HeapContract.ArrayKind);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], ObjectLayout.IsTraced(element.Type, _types) ? 1 : 0);
    }
}
