using System.Buffers.Binary;

namespace Microlight.Wasm.Binary;

/// <summary>
/// Decodes the binary format of core modules (spec 5.5). Instructions of function bodies are left alone: the validator reads them anyway,
/// with the same <see cref="InstructionReader"/>, so what is malformed there is found there. Custom sections other than <c>name</c> are skipped.
/// </summary>
internal sealed class ModuleDecoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly NameSectionDecoder _names = new();

    private readonly List<TypeDefinition> _types = [];
    private TagType[] _tags = [];
    private ImportEntry[] _imports = [];
    private int[] _functions = [];
    private TableEntry[] _tables = [];
    private MemoryType[] _memories = [];
    private GlobalEntry[] _globals = [];
    private ExportEntry[] _exports = [];
    private int? _start;
    private ElementSegment[] _elements = [];
    private int? _dataCount;
    private FunctionBody[] _bodies = [];
    private DataSegment[] _data = [];

    private ModuleDecoder(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Decodes a module. The bytes are referenced by the result and must not change while it is in use.</summary>
    /// <exception cref="WasmMalformedException">The bytes are not a module.</exception>
    /// <exception cref="WasmInvalidException">A constant expression has an instruction that is not constant.</exception>
    /// <exception cref="WasmUnsupportedException">The module uses a feature that is not supported.</exception>
    /// <exception cref="WasmLimitException">The module exceeds a limit of <see cref="ModuleLimits"/>.</exception>
    public static WasmModule Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > ModuleLimits.ModuleSize)
            throw new WasmLimitException($"The module has {bytes.Length:#,0} bytes; the most is {ModuleLimits.ModuleSize:#,0}", -1);
        var decoder = new ModuleDecoder(bytes);
        decoder.ReadSections();
        return decoder.Build();
    }

    private static void ReadHeader(ref ModuleReader reader)
    {
        if (reader.Remaining < 4 || !reader.ReadBytes(4).SequenceEqual("\0asm"u8))
            throw new WasmMalformedException("This is not a WebAssembly module: it does not begin with the magic number \\0asm", 0);
        if (reader.Remaining < 4) throw reader.UnexpectedEnd();
        var version = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4));
        // Components have a layer number of 1 in the upper half.
        if (version >> 16 == 1) throw new WasmUnsupportedException(WasmFeature.Component, 4);
        if (version != 1) throw new WasmMalformedException($"Unknown binary version 0x{version:x}; 1 is expected", 4);
    }

    private void ReadSections()
    {
        var module = _bytes.Span;
        var reader = new ModuleReader(module, 0, module.Length);
        ReadHeader(ref reader);
        var last = 0;
        while (!reader.AtEnd)
        {
            var offset = reader.Position;
            var id = (SectionId)reader.ReadByte();
            if (id > SectionId.Tag) throw new WasmMalformedException($"Malformed section id {(int)id}", offset);
            var size = reader.ReadU32();
            if (size > (uint)reader.Remaining)
                throw new WasmMalformedException($"The {id} section's length of {size:#,0} is out of bounds: {reader.Remaining:#,0} bytes are left", offset);
            if (id != SectionId.Custom)
            {
                if (Order(id) <= last) throw new WasmMalformedException($"Unexpected content: the {id} section is a second one or out of order", offset);
                last = Order(id);
            }
            var section = new ModuleReader(module, reader.Position, reader.Position + (int)size);
            ReadSection(id, ref section);
            if (!section.AtEnd)
                throw new WasmMalformedException($"Section size mismatch: the {id} section ends before its {size:#,0} bytes do", section.Position);
            reader.ReadBytes((int)size);
        }
        if (_functions.Length != _bodies.Length)
            throw new WasmMalformedException($"The function and code sections have inconsistent lengths: {_functions.Length:#,0} functions, {_bodies.Length:#,0} bodies", module.Length);
        if (_dataCount is { } count && count != _data.Length)
            throw new WasmMalformedException($"The data count and data sections have inconsistent lengths: {count:#,0} announced, {_data.Length:#,0} segments", module.Length);
    }

    /// <summary>Sections must come in this order (spec 5.5.2), each at most once.</summary>
    private static int Order(SectionId id) => id switch
    {
        SectionId.Tag => 55,
        SectionId.DataCount => 95,
        _ => (int)id * 10,
    };

    private void ReadSection(SectionId id, ref ModuleReader reader)
    {
        switch (id)
        {
            case SectionId.Custom: ReadCustom(ref reader); break;
            case SectionId.Type: ReadTypes(ref reader); break;
            case SectionId.Import: ReadImports(ref reader); break;
            case SectionId.Function: ReadFunctions(ref reader); break;
            case SectionId.Table: ReadTables(ref reader); break;
            case SectionId.Memory: ReadMemories(ref reader); break;
            case SectionId.Global: ReadGlobals(ref reader); break;
            case SectionId.Export: ReadExports(ref reader); break;
            case SectionId.Start: _start = SegmentDecoder.ReadIndex(ref reader); break;
            case SectionId.Element: ReadElements(ref reader); break;
            case SectionId.DataCount: _dataCount = SegmentDecoder.ReadIndex(ref reader); break;
            case SectionId.Code: ReadCode(ref reader); break;
            case SectionId.Data: ReadData(ref reader); break;
            default: ReadTags(ref reader); break;
        }
    }

    private void ReadCustom(ref ModuleReader reader)
    {
        var name = reader.ReadName();
        if (name == "name") _names.Read(_bytes.Span, reader.Position, reader.End);
        reader.ReadBytes(reader.Remaining);
    }

    private void ReadTypes(ref ModuleReader reader)
    {
        var groups = reader.ReadCount(ModuleLimits.Types, "types");
        for (var i = 0; i < groups; i++) TypeDecoder.ReadGroup(ref reader, _types);
        if (_types.Count > ModuleLimits.Types) throw new WasmLimitException($"The module has {_types.Count:#,0} types; the most is {ModuleLimits.Types:#,0}", reader.Position);
    }

    private void ReadImports(ref ModuleReader reader)
    {
        _imports = new ImportEntry[reader.ReadCount(ModuleLimits.Imports, "imports", elementSize: 4)];
        for (var i = 0; i < _imports.Length; i++) _imports[i] = ReadExternalType(ref reader, reader.ReadName(), reader.ReadName());
    }

    /// <summary>What an import is (spec 5.3.17), under the names given; module types of components say exports in the same way.</summary>
    public static ImportEntry ReadExternalType(ref ModuleReader reader, string module, string name)
    {
        var offset = reader.Position;
        var kind = (ExternalKind)reader.ReadByte();
        var import = new ImportEntry(module, name, kind);
        return kind switch
        {
            ExternalKind.Function => import with { FunctionTypeIndex = SegmentDecoder.ReadIndex(ref reader) },
            ExternalKind.Table => import with { Table = TypeDecoder.ReadTableType(ref reader) },
            ExternalKind.Memory => import with { Memory = TypeDecoder.ReadMemoryType(ref reader) },
            ExternalKind.Global => import with { Global = TypeDecoder.ReadGlobalType(ref reader) },
            ExternalKind.Tag => import with { Tag = TypeDecoder.ReadTagType(ref reader) },
            (ExternalKind)0x20 => throw new WasmUnsupportedException(WasmFeature.CustomDescriptors, offset),
            _ => throw new WasmMalformedException($"Malformed import kind 0x{(byte)kind:x2}", offset),
        };
    }

    private void ReadFunctions(ref ModuleReader reader)
    {
        _functions = new int[reader.ReadCount(ModuleLimits.Functions, "functions")];
        for (var i = 0; i < _functions.Length; i++) _functions[i] = SegmentDecoder.ReadIndex(ref reader);
    }

    private void ReadTables(ref ModuleReader reader)
    {
        _tables = new TableEntry[reader.ReadCount(ModuleLimits.Tables, "tables")];
        for (var i = 0; i < _tables.Length; i++)
        {
            // 0x40 0x00 before the type: an initialiser follows it.
            var initialized = reader.PeekByte() == 0x40;
            if (initialized && (reader.ReadByte() != 0x40 || reader.ReadByte() != 0)) throw new WasmMalformedException("Malformed table: a zero byte is expected behind 0x40", reader.Position - 1);
            var type = TypeDecoder.ReadTableType(ref reader);
            _tables[i] = new TableEntry(type, initialized ? ConstantExpressionDecoder.Read(ref reader, _bytes.Span) : null);
        }
    }

    private void ReadMemories(ref ModuleReader reader)
    {
        _memories = new MemoryType[reader.ReadCount(ModuleLimits.Memories, "memories")];
        for (var i = 0; i < _memories.Length; i++) _memories[i] = TypeDecoder.ReadMemoryType(ref reader);
    }

    private void ReadGlobals(ref ModuleReader reader)
    {
        _globals = new GlobalEntry[reader.ReadCount(ModuleLimits.Globals, "globals")];
        for (var i = 0; i < _globals.Length; i++)
            _globals[i] = new GlobalEntry(TypeDecoder.ReadGlobalType(ref reader), ConstantExpressionDecoder.Read(ref reader, _bytes.Span));
    }

    private void ReadTags(ref ModuleReader reader)
    {
        _tags = new TagType[reader.ReadCount(ModuleLimits.Tags, "tags")];
        for (var i = 0; i < _tags.Length; i++) _tags[i] = TypeDecoder.ReadTagType(ref reader);
    }

    private void ReadExports(ref ModuleReader reader)
    {
        _exports = new ExportEntry[reader.ReadCount(ModuleLimits.Exports, "exports", elementSize: 3)];
        for (var i = 0; i < _exports.Length; i++)
        {
            var (name, offset) = (reader.ReadName(), reader.Position);
            var kind = (ExternalKind)reader.ReadByte();
            if (kind > ExternalKind.Tag) throw new WasmMalformedException($"Malformed export kind 0x{(byte)kind:x2}", offset);
            _exports[i] = new ExportEntry(name, kind, SegmentDecoder.ReadIndex(ref reader));
        }
    }

    private void ReadElements(ref ModuleReader reader)
    {
        _elements = new ElementSegment[reader.ReadCount(ModuleLimits.ElementSegments, "element segments", elementSize: 2)];
        for (var i = 0; i < _elements.Length; i++) _elements[i] = SegmentDecoder.ReadElement(ref reader, _bytes.Span);
    }

    private void ReadCode(ref ModuleReader reader)
    {
        _bodies = new FunctionBody[reader.ReadCount(ModuleLimits.Functions, "function bodies")];
        if (_bodies.Length != _functions.Length)
            throw new WasmMalformedException($"The function and code sections have inconsistent lengths: {_functions.Length:#,0} functions, {_bodies.Length:#,0} bodies", reader.Position);
        for (var i = 0; i < _bodies.Length; i++) _bodies[i] = FunctionBodyDecoder.Read(ref reader, _bytes.Span, _functions[i]);
    }

    private void ReadData(ref ModuleReader reader)
    {
        _data = new DataSegment[reader.ReadCount(ModuleLimits.DataSegments, "data segments", elementSize: 2)];
        for (var i = 0; i < _data.Length; i++) _data[i] = SegmentDecoder.ReadData(ref reader, _bytes.Span);
    }

    private WasmModule Build()
    {
        var functions = Of(ExternalKind.Function, i => i.FunctionTypeIndex);
        var tables = Of(ExternalKind.Table, i => i.Table);
        var memories = Of(ExternalKind.Memory, i => i.Memory);
        var globals = Of(ExternalKind.Global, i => i.Global);
        var tags = Of(ExternalKind.Tag, i => i.Tag);
        return new WasmModule
        {
            Bytes = _bytes,
            Types = [.. _types],
            Imports = _imports,
            FunctionTypes = Join(functions, _functions, ModuleLimits.Functions, "functions"),
            Bodies = _bodies,
            Tables = Join(tables, Array.ConvertAll(_tables, t => t.Type), ModuleLimits.Tables, "tables"),
            DefinedTables = _tables,
            Memories = Join(memories, _memories, ModuleLimits.Memories, "memories"),
            Globals = Join(globals, Array.ConvertAll(_globals, g => g.Type), ModuleLimits.Globals, "globals"),
            DefinedGlobals = _globals,
            Tags = Join(tags, _tags, ModuleLimits.Tags, "tags"),
            Exports = _exports,
            Start = _start,
            Elements = _elements,
            Data = _data,
            DataCount = _dataCount,
            FunctionNames = _names.Functions,
            Name = _names.ModuleName,
            ImportedFunctions = functions.Length,
            ImportedTables = tables.Length,
            ImportedMemories = memories.Length,
            ImportedGlobals = globals.Length,
            ImportedTags = tags.Length,
        };
    }

    private T[] Of<T>(ExternalKind kind, Func<ImportEntry, T> type) => [.. _imports.Where(i => i.Kind == kind).Select(type)];

    private static T[] Join<T>(T[] imported, T[] defined, int limit, string what) => imported.Length + defined.Length <= limit
        ? [.. imported, .. defined]
        : throw new WasmLimitException($"The module has {imported.Length + defined.Length:#,0} {what}; the most is {limit:#,0}", -1);
}
