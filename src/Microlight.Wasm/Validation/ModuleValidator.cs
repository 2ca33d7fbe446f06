using System.Runtime.ExceptionServices;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Validates a decoded module (spec 3.4): everything that its index spaces promise, then every function body.</summary>
internal sealed class ModuleValidator
{
    /// <summary>Bytes of code from which on several threads share the functions: below it starting them costs more than it brings.</summary>
    private const int ParallelThreshold = 1 << 20;

    /// <summary>Most pages of a memory with addresses of 32 or 64 bits (spec 3.2.15): the address space.</summary>
    private const ulong MaximumPages32 = 1UL << 16, MaximumPages64 = 1UL << 48;

    private readonly WasmModule _module;
    private readonly ModuleContext _context;
    private readonly ConstantExpressionValidator _constants;

    private ModuleValidator(WasmModule module)
    {
        _module = module;
        _context = new ModuleContext(module);
        _constants = new ConstantExpressionValidator(_context);
    }

    /// <summary>Returns if the module is valid; time and memory are linear in its size.</summary>
    /// <exception cref="WasmInvalidException">A validation rule is broken; the first one in the order of the checks.</exception>
    /// <exception cref="WasmMalformedException">The code is not made of well-formed instructions.</exception>
    /// <exception cref="WasmUnsupportedException">The code uses a feature that is not supported.</exception>
    /// <exception cref="WasmLimitException">A function exceeds a limit of <see cref="ModuleLimits"/>.</exception>
    public static void Validate(WasmModule module) => new ModuleValidator(module).Run();

    private void Run()
    {
        foreach (var type in _module.FunctionTypes) _context.FunctionType((uint)type, -1);
        for (var i = 0; i < _module.Tags.Length; i++) CheckTag(i);
        foreach (var global in _module.Globals) _context.Resolve(global.Type, -1);
        foreach (var table in _module.Tables) CheckSize(table, -1);
        foreach (var memory in _module.Memories) CheckSize(memory, -1);
        for (var i = 0; i < _module.Tables.Length; i++) CheckTable(i);
        for (var i = 0; i < _module.DefinedGlobals.Length; i++)
        {
            var global = _module.DefinedGlobals[i];
            _constants.Validate(global.Initializer, _context.Resolve(global.Type.Type, global.Initializer.Start), _module.ImportedGlobals + i);
        }
        foreach (var element in _module.Elements) CheckElement(element);
        foreach (var data in _module.Data) CheckData(data);
        CheckExports();
        if (_module.Start is { } start) CheckStart(start);
        ValidateBodies();
    }

    private void CheckTag(int tag)
    {
        var type = _context.Tag((uint)tag, -1);
        if (type.Results.Length > 0) throw new WasmInvalidException($"Non-empty tag result type: tag {tag} is of type {type}", -1);
    }

    /// <summary>Its initialiser, which sees imported globals only; without one its elements must have a default (spec 3.5.5).</summary>
    private void CheckTable(int table)
    {
        var element = _context.Table((uint)table, -1).Element;
        if (table < _module.ImportedTables) return;
        if (_module.DefinedTables[table - _module.ImportedTables].Initializer is { } initializer)
            _constants.Validate(initializer, element, _module.ImportedGlobals);
        else if (!element.IsDefaultable)
            throw new WasmInvalidException($"Type mismatch: table {table} holds {_context.Text(element)}, which has no default, and has no initialiser", -1);
    }

    /// <exception cref="WasmInvalidException">The limits are beyond what there can be, or contradict each other.</exception>
    public static void CheckSize(TableType table, int offset) => CheckLimits(table.Limits, table.Limits.Is64 ? ulong.MaxValue : uint.MaxValue, "table", "elements", offset);

    /// <exception cref="WasmInvalidException">The limits are beyond what there can be, or contradict each other.</exception>
    public static void CheckSize(MemoryType memory, int offset)
    {
        CheckLimits(memory.Limits, memory.Limits.Is64 ? MaximumPages64 : MaximumPages32, "memory", "pages", offset);
        if (memory.Shared && memory.Limits.Maximum is null) throw new WasmInvalidException("A shared memory must have a maximum size", offset);
    }

    private static void CheckLimits(Limits limits, ulong most, string what, string units, int offset)
    {
        if (limits.Minimum > most || limits.Maximum > most)
            throw new WasmInvalidException($"A {what}'s size of {Math.Max(limits.Minimum, limits.Maximum ?? 0):#,0} {units} must be at most {most:#,0}", offset);
        if (limits.Minimum > limits.Maximum)
            throw new WasmInvalidException($"A {what}'s minimum size of {limits.Minimum:#,0} must not be greater than its maximum of {limits.Maximum:#,0}", offset);
    }

    private void CheckElement(ElementSegment segment)
    {
        var type = _context.Resolve(segment.Type, segment.Offset.Start);
        if (segment.Mode == SegmentMode.Active)
        {
            var table = _context.Table((uint)segment.Table, segment.Offset.Start);
            if (!_context.Types.IsSubtype(type, table.Element))
                throw new WasmInvalidException($"Type mismatch: an element segment of {_context.Text(type)} for table {segment.Table}, which holds {_context.Text(table.Element)}", segment.Offset.Start);
            _constants.Validate(segment.Offset, table.Limits.Address, _module.Globals.Length);
        }
        foreach (var function in segment.Functions ?? [])
        {
            _context.Function((uint)function, -1);
            _context.Referenced[function] = true;
        }
        foreach (var expression in segment.Expressions ?? []) _constants.Validate(expression, type, _module.Globals.Length);
    }

    private void CheckData(DataSegment segment)
    {
        if (segment.Mode != SegmentMode.Active) return;
        var memory = _context.Memory((uint)segment.Memory, segment.Offset.Start);
        _constants.Validate(segment.Offset, memory.Limits.Address, _module.Globals.Length);
    }

    private void CheckExports()
    {
        var names = new HashSet<string>(_module.Exports.Length, StringComparer.Ordinal);
        foreach (var export in _module.Exports)
        {
            if (!names.Add(export.Name)) throw new WasmInvalidException($"Duplicate export name {ModuleText.Quote(export.Name)}", -1);
            var index = (uint)export.Index;
            switch (export.Kind)
            {
                case ExternalKind.Function:
                    _context.Function(index, -1);
                    _context.Referenced[index] = true;
                    break;
                case ExternalKind.Table: _context.Table(index, -1); break;
                case ExternalKind.Memory: _context.Memory(index, -1); break;
                case ExternalKind.Global: _context.Global(index, -1); break;
                case ExternalKind.Tag: _context.Tag(index, -1); break;
            }
        }
    }

    private void CheckStart(int start)
    {
        var type = _context.Function((uint)start, -1);
        if (type.Parameters.Length + type.Results.Length > 0)
            throw new WasmInvalidException($"The start function {start} must take and return nothing; its type is {type}", -1);
    }

    private void ValidateBodies()
    {
        var bodies = _module.Bodies;
        if (bodies.Length == 0) return;
        if (bodies[^1].End - bodies[0].Code < ParallelThreshold || Environment.ProcessorCount == 1)
        {
            var validator = new FunctionValidator(_context);
            foreach (var body in bodies) validator.Validate(body);
            return;
        }
        ValidateInParallel(bodies);
    }

    /// <summary>Threads share the functions; of several faults the one in the first function counts, so that the outcome is always the same.</summary>
    private void ValidateInParallel(FunctionBody[] bodies)
    {
        var gate = new Lock();
        var (first, fault) = (int.MaxValue, default(ExceptionDispatchInfo));
        Parallel.For(0, bodies.Length, () => new FunctionValidator(_context), (i, loop, validator) =>
        {
            try
            {
                validator.Validate(bodies[i]);
            }
            catch (WasmModuleException e)
            {
                lock (gate)
                {
                    if (i < first) (first, fault) = (i, ExceptionDispatchInfo.Capture(e));
                }
                // Iterations below i still run: one of them may hold the first fault.
                loop.Break();
            }
            return validator;
        }, _ => { });
        fault?.Throw();
    }
}
