using Microlight.Abi;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Execution;

/// <summary>Says in WebAssembly's words (spec 4.4) why a guest made from it trapped.</summary>
internal static class TrapTranslator
{
    private const int DivideErrorVector = 0, PageFaultVector = 14;
    /// <summary>Tables end and the heap is here, where only a fault of ours can lead.</summary>
    private const ulong TableEnd = Cil.HeapContract.Base;
    /// <summary>Between the mailbox's end and the stack nothing is mapped: what faults there has run off the stack.</summary>
    private const ulong StackArea = GuestLayout.Mailbox + 0x10_0000;

    public static WasmTrapException Translate(GuestTrapException exception, Sandbox sandbox)
    {
        var trap = exception.Trap with { Backtrace = WasmBacktrace.WithOrigins(WasmBacktrace.WithoutStub(exception.Trap.Backtrace, sandbox.Image), sandbox.Image) };
        var kind = Classify(trap, sandbox);
        var what = Describe(kind);
        var function = WasmBacktrace.InnermostFunction(trap);
        var where = function is null ? "" : $" in {function}";
        var message = kind == WasmTrapKind.Unknown ? $"wasm trap: {what}{where}: {exception.Message}" : $"wasm trap: {what}{where}";
        if (kind == WasmTrapKind.UncaughtException) return Uncaught(exception, trap, sandbox);
        var translated = new WasmTrapException(kind, trap, message)
        {
            Function = function,
            Report = exception.Report is { } report ? report with { Message = message, Trap = trap } : null,
        };
        translated.SetOrigin(exception.SandboxId, exception.GuestFunction);
        return translated;
    }

    /// <summary>The kind alone, without the words and the backtrace, which cost more than most calls.</summary>
    public static WasmTrapKind KindOf(GuestTrapException exception, Sandbox sandbox) => Classify(exception.Trap, sandbox);

    private static WasmUncaughtException Uncaught(GuestTrapException exception, GuestTrap trap, Sandbox sandbox)
    {
        var number = (int)(trap.AbortCode - Cil.RuntimeContract.UncaughtException);
        var manifest = ImageManifest.Parse(sandbox.Image.GetSection(ImageManifest.SectionName).Span, sandbox.Image.Name);
        var tag = manifest.Exports.LastOrDefault(e => e.Tag == number)?.Name;
        var message = tag is null ? "uncaught wasm exception" : $"uncaught wasm exception with tag {Binary.ModuleText.Quote(tag)}";
        var translated = new WasmUncaughtException(tag, trap, message) { Report = exception.Report is { } report ? report with { Message = message, Trap = trap } : null };
        translated.SetOrigin(exception.SandboxId, exception.GuestFunction);
        return translated;
    }

    private static WasmTrapKind Classify(GuestTrap trap, Sandbox sandbox) => trap.Cause switch
    {
        GuestTrapCause.Abort when trap.AbortCode is >= Cil.RuntimeContract.UncaughtException and < AbortCodes.FirstReserved => WasmTrapKind.UncaughtException,
        GuestTrapCause.Abort when Enum.IsDefined((WasmTrapKind)trap.AbortCode) => (WasmTrapKind)trap.AbortCode,
        GuestTrapCause.Exception when trap.Vector == DivideErrorVector => DivideError.Classify(trap, sandbox),
        GuestTrapCause.Exception when trap.Vector == PageFaultVector => ClassifyAddress(trap.FaultAddress),
        GuestTrapCause.UncommittedMemory => ClassifyAddress(trap.FaultAddress),
        _ => WasmTrapKind.Unknown,
    };

    private static WasmTrapKind ClassifyAddress(ulong? address) => address switch
    {
        null => WasmTrapKind.Unknown,
        < AddressSpace.End => WasmTrapKind.OutOfBoundsMemoryAccess,
        < TableEnd => WasmTrapKind.UndefinedElement,
        >= StackArea and < GuestLayout.StackTop => WasmTrapKind.CallStackExhausted,
        _ => WasmTrapKind.Unknown,
    };

    /// <summary>The texts of the specification's test suite.</summary>
    private static string Describe(WasmTrapKind kind) => kind switch
    {
        WasmTrapKind.Unreachable => "unreachable",
        WasmTrapKind.IntegerDivideByZero => "integer divide by zero",
        WasmTrapKind.IntegerOverflow => "integer overflow",
        WasmTrapKind.InvalidConversionToInteger => "invalid conversion to integer",
        WasmTrapKind.OutOfBoundsMemoryAccess => "out of bounds memory access",
        WasmTrapKind.OutOfBoundsTableAccess => "out of bounds table access",
        WasmTrapKind.UndefinedElement => "undefined element",
        WasmTrapKind.UninitializedElement => "uninitialized element",
        WasmTrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        WasmTrapKind.CallStackExhausted => "call stack exhausted",
        WasmTrapKind.UnalignedAtomic => "unaligned atomic",
        WasmTrapKind.ExpectedSharedMemory => "expected shared memory",
        WasmTrapKind.EndlessWait => "a wait without a timeout that nobody can end, as an instance has one thread",
        WasmTrapKind.IncompatibleImport => "incompatible import",
        WasmTrapKind.NullReference => "null reference",
        WasmTrapKind.NullFunctionReference => "null function reference",
        WasmTrapKind.NullStructureReference => "null structure reference",
        WasmTrapKind.NullArrayReference => "null array reference",
        WasmTrapKind.NullI31Reference => "null i31 reference",
        WasmTrapKind.OutOfBoundsArrayAccess => "out of bounds array access",
        WasmTrapKind.CastFailure => "cast failure",
        WasmTrapKind.NullExceptionReference => "null exception reference",
        WasmTrapKind.HeapExhausted => "garbage-collected heap exhausted",
        WasmTrapKind.InvalidReference => "invalid reference from the host",
        WasmTrapKind.CannotLeaveInstance => "cannot leave component instance: it called an import from realloc or post-return",
        WasmTrapKind.CannotEnterInstance => "cannot enter component instance: it is running already",
        WasmTrapKind.UnknownHandle => "unknown handle index",
        WasmTrapKind.HandleTypeMismatch => "handle index used with the wrong type: it is of another resource",
        WasmTrapKind.HandleLent => "cannot remove owned resource while borrowed",
        WasmTrapKind.HandleNotOwned => "a borrowed handle was given where an owned one is wanted",
        WasmTrapKind.BorrowNotDropped => "borrow handles still remain at the end of the call",
        WasmTrapKind.TooManyHandles => "a component instance has too many handles",
        WasmTrapKind.InvalidChar => "invalid `char` bit pattern",
        WasmTrapKind.InvalidDiscriminant => "invalid variant discriminant",
        WasmTrapKind.InvalidUtf8 => "invalid utf-8 in a string",
        WasmTrapKind.InvalidUtf16 => "unpaired surrogate in a string of utf-16",
        WasmTrapKind.StringOutOfBounds => "string content out-of-bounds",
        WasmTrapKind.ListOutOfBounds => "list content out-of-bounds",
        WasmTrapKind.PointerOutOfBounds => "parameters or result out of bounds of memory",
        WasmTrapKind.UnalignedPointer => "unaligned pointer",
        WasmTrapKind.ReallocOutOfBounds => "realloc return: beyond end of memory",
        WasmTrapKind.ReallocUnaligned => "realloc return: result not aligned",
        WasmTrapKind.ValueTooLong => "a string or list of more than 268,435,455 bytes",
        WasmTrapKind.ValuesTooLarge => "the values of a call take more than 4 GiB",
        WasmTrapKind.ExceptionAtBoundary => "a wasm exception left a component",
        WasmTrapKind.InvalidTaskReturn => "invalid task.return: no task, or not of this type",
        WasmTrapKind.TaskNotReturned => "the function did not call task.return",
        WasmTrapKind.BackpressureOutOfRange => "backpressure out of range",
        WasmTrapKind.WouldBlock => "the call would wait for backpressure, and asynchronous calls are not supported yet",
        WasmTrapKind.UnsupportedFunction => "a function of WASI 0.3 that is not supported yet",
        _ => "not one of WebAssembly's (a fault of the compiler or of the sandbox)",
    };
}
