namespace Microlight.Wasm;

/// <summary>A module that cannot be used, in one sentence: what is wrong and at which byte.</summary>
public abstract class WasmModuleException(string message, long offset) : SandboxException(offset < 0 ? message : $"{message} (at byte {offset:#,0} / 0x{offset:x})")
{
    /// <summary>Byte offset in the binary where the fault was seen, −1 where there is none.</summary>
    public long Offset { get; } = offset;

    /// <summary>The sentence without the offset.</summary>
    private protected string Reason { get; } = message;

    /// <summary>The same fault of a module that begins at byte <paramref name="start"/> of a component.</summary>
    internal WasmModuleException Within(int start)
    {
        var at = start + Math.Max(Offset, 0);
        return this switch
        {
            WasmMalformedException => new WasmMalformedException(Reason, at),
            WasmInvalidException => new WasmInvalidException(Reason, at),
            WasmLimitException => new WasmLimitException(Reason, at),
            WasmUnsupportedException unsupported => new WasmUnsupportedException(unsupported.Feature, at),
            _ => this,
        };
    }
}

/// <summary>The bytes are not a WebAssembly module (spec 5).</summary>
public sealed class WasmMalformedException(string message, long offset) : WasmModuleException(message, offset);

/// <summary>A text that is no WebAssembly module (spec 6); Line and Column, both from 1, say where. Columns count Unicode characters.</summary>
public sealed class WasmTextException(string message, int line, int column) : WasmModuleException($"{message} (line {line:#,0}, column {column:#,0})", -1)
{
    /// <summary>Line of the text, from 1.</summary>
    public int Line { get; } = line;
    /// <summary>Character in that line, from 1.</summary>
    public int Column { get; } = column;
}

/// <summary>A well-formed module that breaks a validation rule (spec 3).</summary>
public sealed class WasmInvalidException(string message, long offset) : WasmModuleException(message, offset);

/// <summary>A feature of WebAssembly that this version does not compile; Feature names it.</summary>
public sealed class WasmUnsupportedException(string feature, long offset, string? message = null)
    : WasmModuleException(message ?? $"The module uses {feature}, which is not supported yet", offset)
{
    /// <summary>The proposal's name, or what else was asked for.</summary>
    public string Feature { get; } = feature;
}

/// <summary>A module beyond a limit of this implementation (docs/wasm.md lists them); the message names the limit and its value.</summary>
public sealed class WasmLimitException(string message, long offset) : WasmModuleException(message, offset);

/// <summary>An import that is missing or of another type (spec 4.5.4: link error).</summary>
public sealed class WasmLinkException(string message) : SandboxException(message);

/// <summary>Why WebAssembly code trapped; the texts are those of the specification's test suite.</summary>
public enum WasmTrapKind
{
    Unreachable = 1,
    IntegerDivideByZero = 2,
    IntegerOverflow = 3,
    InvalidConversionToInteger = 4,
    OutOfBoundsMemoryAccess = 5,
    OutOfBoundsTableAccess = 6,
    UndefinedElement = 7,
    UninitializedElement = 8,
    IndirectCallTypeMismatch = 9,
    CallStackExhausted = 10,
    /// <summary>At instantiation: an imported memory or table is smaller than the import asks (spec 4.5.4).</summary>
    IncompatibleImport = 11,
    NullReference = 12,
    NullFunctionReference = 13,
    NullStructureReference = 14,
    NullArrayReference = 15,
    NullI31Reference = 16,
    OutOfBoundsArrayAccess = 17,
    CastFailure = 18,
    /// <summary>The garbage-collected heap has no room for an object: a limit of this implementation (<see cref="WasmCompilerOptions.MaximumHeap"/>).</summary>
    HeapExhausted = 19,
    /// <summary>The host gave a reference that does not exist, or not of the type: no rule of the specification, docs/gc.md has ours.</summary>
    InvalidReference = 20,
    /// <summary>throw_ref of null.</summary>
    NullExceptionReference = 21,
    /// <summary>An exception that nothing caught left an exported function or the initialisation: <see cref="WasmUncaughtException"/>.</summary>
    UncaughtException = 22,
    /// <summary>An atomic access at an address that is no multiple of its size (threads proposal).</summary>
    UnalignedAtomic = 40,
    /// <summary>A wait on a memory that is not shared (threads proposal).</summary>
    ExpectedSharedMemory = 41,
    /// <summary>A wait without a timeout, which nobody can ever end: an instance has one thread.</summary>
    EndlessWait = 42,
    // Of the component model (CanonicalABI.md).
    /// <summary>A component called an import, or a canonical function, from its realloc or post-return function.</summary>
    CannotLeaveInstance = 50,
    /// <summary>A component instance was called while it was running, and not from within.</summary>
    CannotEnterInstance = 51,
    /// <summary>There is no handle with that index.</summary>
    UnknownHandle = 52,
    /// <summary>The handle is of another resource.</summary>
    HandleTypeMismatch = 53,
    /// <summary>An owned handle was given away or dropped while it was lent to a call.</summary>
    HandleLent = 54,
    /// <summary>A borrowed handle was given where an owned one is wanted.</summary>
    HandleNotOwned = 55,
    /// <summary>A function returned with handles left that it had borrowed.</summary>
    BorrowNotDropped = 56,
    /// <summary>A component instance has more handles than 2²⁸ − 1, or than there is memory for.</summary>
    TooManyHandles = 57,
    /// <summary>A char that is no Unicode scalar value.</summary>
    InvalidChar = 58,
    /// <summary>A case that the variant does not have.</summary>
    InvalidDiscriminant = 59,
    InvalidUtf8 = 60,
    InvalidUtf16 = 61,
    StringOutOfBounds = 62,
    ListOutOfBounds = 63,
    /// <summary>Parameters or a result lie beyond the end of memory.</summary>
    PointerOutOfBounds = 64,
    /// <summary>An address is no multiple of its type's alignment.</summary>
    UnalignedPointer = 65,
    /// <summary>What realloc returned reaches beyond the end of memory.</summary>
    ReallocOutOfBounds = 66,
    /// <summary>What realloc returned is no multiple of the alignment asked for.</summary>
    ReallocUnaligned = 67,
    /// <summary>A string or list has more than 2²⁸ − 1 bytes.</summary>
    ValueTooLong = 68,
    /// <summary>The values of a call take more than the 4 GiB of the transfer memory: a limit of this implementation.</summary>
    ValuesTooLarge = 69,
    /// <summary>A WebAssembly exception left a component.</summary>
    ExceptionAtBoundary = 70,
    /// <summary>task.return was called by what is no task, for a second time, or with another type or other options than the function's.</summary>
    InvalidTaskReturn = 71,
    /// <summary>A function that is to return with task.return did not.</summary>
    TaskNotReturned = 72,
    /// <summary>backpressure.inc or backpressure.dec beyond 0 to 65,535.</summary>
    BackpressureOutOfRange = 73,
    /// <summary>A call would have to wait, which nothing can end: asynchronous calls are not supported yet.</summary>
    WouldBlock = 74,
    /// <summary>A canonical function of WASI 0.3 that is not supported yet; the backtrace names it.</summary>
    UnsupportedFunction = 75,
    /// <summary>A machine exception that no Wasm rule explains: a bug of the compiler.</summary>
    Unknown = 99,
}

/// <summary>WebAssembly code trapped (spec 4.4); Kind says why, Function where.</summary>
public class WasmTrapException(WasmTrapKind kind, GuestTrap trap, string message) : GuestTrapException(trap, message)
{
    /// <summary>Which of the specification's traps it is.</summary>
    public WasmTrapKind Kind { get; } = kind;
    /// <summary>Name (or <c>func[i]</c>) of the WebAssembly function that trapped, null if unknown.</summary>
    public string? Function { get; init; } = trap.Function;
}

/// <summary>
/// A WebAssembly exception that nothing in the guest caught (spec 4.5.5): it left an exported function or the start function. The guest's
/// functions have returned by then, so there is no backtrace of the throw.
/// </summary>
public sealed class WasmUncaughtException(string? tag, GuestTrap trap, string message) : WasmTrapException(WasmTrapKind.UncaughtException, trap, message)
{
    /// <summary>Under which name the exception's tag is exported or else imported; null for one that the module keeps to itself.</summary>
    public string? Tag { get; } = tag;
}
