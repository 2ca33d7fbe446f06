// How a guest gives up: a text for the host, an abort code (docs/abi.md, "Abort codes").
namespace Internal.Runtime;

using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Microlight.Guest;

internal static unsafe class Panic
{
    private const uint OutOfMemoryCode = 0xffff_ff01, PanicCode = 0xffff_ff02;
    private const int MaximumText = 4096;

    [RuntimeImport("*", "ml_trap")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Abort(uint code);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fail(string message) => End(PanicCode, message, "");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fail(string message, string detail) => End(PanicCode, message, detail);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void OutOfMemory() => End(OutOfMemoryCode, "The guest's heap is full.", "");

    /// <summary>What a throw becomes: guests have no catch, so the exception's text is all that is left of it.</summary>
    [RuntimeExport("RhpThrowEx")]
    private static void Throw(Exception exception)
    {
        if (exception is null) Fail("Object reference not set to an instance of an object.");
        Fail("Unhandled exception: ", exception.Message);
    }

    /// <summary>A function with a buffer on the stack found the word behind it changed.</summary>
    [RuntimeExport("RhpFallbackFailFast")]
    private static void StackCorrupted() => Fail("The guest wrote beyond a buffer on its stack.");

    /// <summary>The linker's write barrier found a reference into the call arena on its way to something that outlives the call.</summary>
    [RuntimeExport("ml_dangling")]
    private static void Dangling(object* target, object value)
    {
        // The C# compiler keeps delegates of lambdas that capture nothing in static fields; a copy can stay there.
        if (value is MulticastDelegate function && function.TryCopyToPermanent() is { } copy)
        {
            *target = copy;
            return;
        }
        Fail("An object of this guest call was stored where it would outlive the call (a static field, or an object that a static field holds). "
            + "Create it inside 'using (GuestHeap.Permanent())'.");
    }

    private static void End(uint code, string message, string detail)
    {
        // Nothing is allocated here: the heap may be why.
        var buffer = (byte*)Mailbox.BufferAddress;
        var limit = Mailbox.BufferSize < MaximumText ? Mailbox.BufferSize : MaximumText;
        var length = Utf8.Encode(message, buffer, limit);
        length += Utf8.Encode(detail, buffer + length, limit - length);
        Mailbox.WriteAbortText((uint)length);
        Abort(code);
        // The host does not come back; the compiler wants to know, too.
        while (true) { }
    }
}
