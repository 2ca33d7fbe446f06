// What the generated stubs of guest functions are made of. Everything is inlined into the stub; strings and arrays are the exceptions.
namespace Microlight.Guest;

using System;
using System.Runtime.CompilerServices;
using Internal.Runtime;

/// <summary>For generated code: the arguments and results of the guest call under way.</summary>
public static unsafe class CallFrame
{
    private const uint Bytes = 9;
    private const int Alignment = 16;

    /// <summary>End of the payloads in the buffer that the guest function still looks at: its span parameters. Host calls spare them.</summary>
    internal static int BorrowedEnd;

    private static int s_resultEnd;

    /// <summary>First of all: forgets the last call's objects, and starts the guest up in its first call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter()
    {
        if (!Heap.IsCallEmpty) EnterSlow();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterSlow()
    {
        if (Heap.IsInitialized) Heap.ResetCall();
        else Startup.Run();
    }

    public static sbyte ReadSByte(int index) => (sbyte)Mailbox.Call[index].Bits;
    public static byte ReadByte(int index) => (byte)Mailbox.Call[index].Bits;
    public static short ReadInt16(int index) => (short)Mailbox.Call[index].Bits;
    public static ushort ReadUInt16(int index) => (ushort)Mailbox.Call[index].Bits;
    public static int ReadInt32(int index) => (int)Mailbox.Call[index].Bits;
    public static uint ReadUInt32(int index) => (uint)Mailbox.Call[index].Bits;
    public static long ReadInt64(int index) => (long)Mailbox.Call[index].Bits;
    public static ulong ReadUInt64(int index) => Mailbox.Call[index].Bits;
    public static float ReadSingle(int index) => BitConverter.UInt32BitsToSingle((uint)Mailbox.Call[index].Bits);
    public static double ReadDouble(int index) => BitConverter.UInt64BitsToDouble(Mailbox.Call[index].Bits);
    public static bool ReadBoolean(int index) => Mailbox.Call[index].Bits != 0;
    public static string ReadString(int index) => Payload.ReadString(Mailbox.Call + index);
    public static byte[] ReadBytes(int index) => Payload.ReadBytes(Mailbox.Call + index);
    public static T ReadStruct<T>(int index) where T : unmanaged => Payload.ReadStruct<T>(Mailbox.Call + index);

    /// <summary>The bytes where they are, in the mailbox.</summary>
    public static Span<byte> ReadSpan(int index)
    {
        var slot = Mailbox.Call + index;
        var end = (int)slot->Bits + (int)slot->Length;
        if (end > BorrowedEnd) BorrowedEnd = end;
        return new Span<byte>((byte*)Mailbox.BufferAddress + slot->Bits, (int)slot->Length);
    }

    // Results. A payload goes behind the last one; spans into the buffer (of a span parameter, sliced) stay where they are.

    public static void WriteSByte(int index, sbyte value) => Write(index, (ulong)value, 11);
    public static void WriteByte(int index, byte value) => Write(index, value, 12);
    public static void WriteInt16(int index, short value) => Write(index, (ulong)value, 13);
    public static void WriteUInt16(int index, ushort value) => Write(index, value, 14);
    public static void WriteInt32(int index, int value) => Write(index, (uint)value, 1);
    public static void WriteUInt32(int index, uint value) => Write(index, value, 2);
    public static void WriteInt64(int index, long value) => Write(index, (ulong)value, 3);
    public static void WriteUInt64(int index, ulong value) => Write(index, value, 4);
    public static void WriteSingle(int index, float value) => Write(index, BitConverter.SingleToUInt32Bits(value), 5);
    public static void WriteDouble(int index, double value) => Write(index, BitConverter.DoubleToUInt64Bits(value), 6);
    public static void WriteBoolean(int index, bool value) => Write(index, value ? 1ul : 0, 7);
    public static void WriteString(int index, string value) => s_resultEnd = Payload.WriteString(Mailbox.Call + index, value, s_resultEnd);
    public static void WriteStruct<T>(int index, T value) where T : unmanaged => WriteBytes(index, new ReadOnlySpan<byte>(&value, sizeof(T)));

    public static void WriteBytes(int index, ReadOnlySpan<byte> value)
    {
        var offset = (ulong)Unsafe.AsPointer(ref value.Reference) - Mailbox.BufferAddress;
        var slot = Mailbox.Call + index;
        if (offset < (ulong)Mailbox.BufferSize)
        {
            slot->Bits = offset;
            slot->Length = (uint)value.Length;
            slot->Type = Bytes;
            return;
        }
        s_resultEnd = Payload.WriteBytes(slot, value, s_resultEnd);
    }

    /// <summary>Before the results: where their payloads may go, from the start unless a result may be a span of the buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeginPayloads(bool keepBorrowed) => s_resultEnd = keepBorrowed ? BorrowedEnd + (Alignment - 1) & -Alignment : 0;

    /// <summary>Last of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(int results) => *(int*)(Mailbox.Address + Mailbox.CallResultCount) = results;

    /// <summary>Last of all in a function that borrowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EndBorrowing() => BorrowedEnd = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(int index, ulong bits, uint type)
    {
        var slot = Mailbox.Call + index;
        slot->Bits = bits;
        slot->Type = type;
    }
}
