using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// Makes a random module: a function of the host, one or two memories and tables, globals, segments, a few functions that call each other,
/// exports that call them with constants, and an export that hashes the module's whole state.
/// </summary>
internal sealed class ModuleGenerator
{
    /// <summary>The host's function: module and name; (i32, i64) to i64.</summary>
    public const string HostModule = "env", HostName = "mix";

    private static readonly FunctionType Host = new([WasmType.I32, WasmType.I64], [WasmType.I64]);

    private readonly Random _random;
    private readonly ModuleShape _shape;
    private readonly List<(ModuleBuffer Body, FunctionType Type)> _bodies = [];

    private ModuleGenerator(int seed)
    {
        _random = new Random(seed);
        _shape = new ModuleShape { Tables = _random.Next(1, 3), HasVectors = _random.Next(3) == 0, DataSegments = 2, ElementSegments = 2 };
    }

    /// <summary>What the host's function gives, here as in V8.</summary>
    public static long Mix(int a, long b) => unchecked((b ^ a) * 0x2545f4914f6cdd1d + a);

    public static GeneratedModule Generate(int seed)
    {
        var generator = new ModuleGenerator(seed);
        generator.MakeShape();
        var functions = generator._shape.Functions.Count;
        var calls = 0;
        for (var i = 1; i < functions; i++)
        {
            var body = new ModuleBuffer();
            new FunctionGenerator(generator._random, generator._shape, body).WriteBody(generator._shape.Functions[i]);
            generator._bodies.Add((body, generator._shape.Functions[i]));
        }
        var callers = new CallWriter(generator._random, generator._shape);
        for (; calls < functions + 1; calls++) generator._bodies.Add(callers.WriteCall((uint)(1 + calls % (functions - 1))));
        generator._bodies.Add(callers.WriteHash());
        return new GeneratedModule(seed, generator.Assemble(calls + 1), calls + 1);
    }

    private void MakeShape()
    {
        _shape.Functions.Add(Host);
        for (var i = _random.Next(2, 6); i > 0; i--) _shape.Functions.Add(new FunctionType(AnyTypes(5), AnyTypes(4)));
        for (var i = _random.Next(1, 3); i > 0; i--) _shape.Memories.Add(new MemoryType(new Limits(1, (ulong)_random.Next(1, 4), _random.Next(4) == 0)));
        _shape.Globals.Add(new GlobalType(WasmType.I32, true));
        foreach (var type in _shape.HasVectors ? [.. NumericOperators.Types, WasmType.V128] : NumericOperators.Types)
        {
            _shape.Globals.Add(new GlobalType(type, true));
            if (_random.Next(2) == 0) _shape.Globals.Add(new GlobalType(type, _random.Next(2) == 0));
        }
        for (var i = 0; i < ModuleShape.TableSize; i++) if (_random.Next(4) > 0) _shape.Elements[i] = (uint)_random.Next(_shape.Functions.Count);
        foreach (var function in _shape.Functions) _shape.TypeIndex(function);
    }

    private WasmType[] AnyTypes(int limit) => [.. Enumerable.Range(0, _random.Next(limit)).Select(_ => _shape.AnyType(_random))];

    private byte[] Assemble(int calls)
    {
        foreach (var (_, type) in _bodies) _shape.TypeIndex(type);
        var module = new ModuleBuffer();
        module.Raw("\0asm"u8);
        module.Fixed32(1);
        Section(module, SectionId.Type, _shape.Types.Count, (b, i) => b.FunctionType(_shape.Types[i]));
        Section(module, SectionId.Import, 1, (b, _) =>
        {
            b.Name(HostModule);
            b.Name(HostName);
            b.Byte(0);
            b.Unsigned(_shape.TypeIndex(Host));
        });
        Section(module, SectionId.Function, _bodies.Count, (b, i) => b.Unsigned(_shape.TypeIndex(_bodies[i].Type)));
        Section(module, SectionId.Table, _shape.Tables, (b, _) => b.TableType(new TableType(WasmType.FuncRef, new Limits(ModuleShape.TableSize, ModuleShape.TableSize * 2))));
        Section(module, SectionId.Memory, _shape.Memories.Count, (b, i) => b.MemoryType(_shape.Memories[i]));
        Section(module, SectionId.Global, _shape.Globals.Count, WriteGlobal);
        Section(module, SectionId.Export, calls, (b, i) =>
        {
            b.Name($"c{i}");
            b.Byte(0);
            b.Unsigned((uint)(_shape.Functions.Count + i));
        });
        Section(module, SectionId.Element, _shape.ElementSegments + 2, WriteElements);
        var count = new ModuleBuffer();
        count.Unsigned((ulong)_shape.DataSegments);
        module.Byte((byte)SectionId.DataCount);
        module.Sized(count.Bytes);
        Section(module, SectionId.Code, _bodies.Count, (b, i) => b.Sized(_bodies[i].Body.Bytes));
        Section(module, SectionId.Data, _shape.DataSegments, WriteData);
        return module.ToArray();
    }

    private static void Section(ModuleBuffer module, SectionId id, int count, Action<ModuleBuffer, int> write)
    {
        var section = new ModuleBuffer();
        section.Unsigned((ulong)count);
        for (var i = 0; i < count; i++) write(section, i);
        module.Byte((byte)id);
        module.Sized(section.Bytes);
    }

    private void WriteGlobal(ModuleBuffer buffer, int index)
    {
        var type = _shape.Globals[index];
        buffer.GlobalType(type);
        new FunctionGenerator(_random, _shape, buffer).WriteInitializer(type.Type);
    }

    /// <summary>Passive segments for table.init, what table 0 has at the beginning, and the declaration of all functions for ref.func.</summary>
    private void WriteElements(ModuleBuffer buffer, int index)
    {
        if (index < _shape.ElementSegments)
        {
            buffer.Raw([1, 0, 3]);
            for (var i = 0; i < 3; i++) buffer.Unsigned((ulong)_random.Next(_shape.Functions.Count));
        }
        else if (index == _shape.ElementSegments)
        {
            buffer.Raw([4, (byte)Opcode.I32Const, 0, (byte)Opcode.End, ModuleShape.TableSize]);
            foreach (var element in _shape.Elements)
            {
                buffer.Opcode(element is null ? Opcode.RefNull : Opcode.RefFunc);
                if (element is { } function) buffer.Unsigned(function);
                else buffer.HeapType(WasmType.FuncRef);
                buffer.Opcode(Opcode.End);
            }
        }
        else
        {
            buffer.Raw([3, 0]);
            buffer.Unsigned((ulong)_shape.Functions.Count);
            for (var i = 0; i < _shape.Functions.Count; i++) buffer.Unsigned((ulong)i);
        }
    }

    /// <summary>An active segment of memory 0 and passive ones.</summary>
    private void WriteData(ModuleBuffer buffer, int index)
    {
        var bytes = new byte[_random.Next(4, 64)];
        _random.NextBytes(bytes);
        if (index == 0) buffer.Raw([0, _shape.Memories[0].Limits.Is64 ? (byte)Opcode.I64Const : (byte)Opcode.I32Const, 16, (byte)Opcode.End]);
        else buffer.Byte(1);
        buffer.Sized(bytes);
    }
}
