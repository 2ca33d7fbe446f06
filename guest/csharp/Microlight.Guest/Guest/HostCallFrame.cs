// What the generated bodies of host functions are made of.
namespace Microlight.Guest;

using System;
using System.Runtime.CompilerServices;
using Internal.Runtime;

/// <summary>For generated code: the arguments and results of a host call.</summary>
public static unsafe class HostCallFrame
{
    private const int Alignment = 16;

    private static int s_argumentEnd;
    private static byte* s_sparedStart;

    /// <summary>Before the arguments: their payloads go behind what the guest function still looks at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeginPayloads() => s_argumentEnd = CallFrame.BorrowedEnd + (Alignment - 1) & -Alignment;

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
    public static void WriteString(int index, string value) => s_argumentEnd = Payload.WriteString(Mailbox.HostCall + index, value, s_argumentEnd);
    public static void WriteBytes(int index, ReadOnlySpan<byte> value) => s_argumentEnd = Payload.WriteBytes(Mailbox.HostCall + index, value, s_argumentEnd);
    public static void WriteStruct<T>(int index, T value) where T : unmanaged => WriteBytes(index, new ReadOnlySpan<byte>(&value, sizeof(T)));

    /// <summary>The host writes the payloads of results from the start of the buffer: what the guest function still looks at is put aside.</summary>
    public static void Spare()
    {
        var end = CallFrame.BorrowedEnd;
        if (end == 0) return;
        s_sparedStart = Heap.Allocate((nuint)(end + 7 & ~7));
        Memory.Move(s_sparedStart, (void*)Mailbox.BufferAddress, (nuint)end);
    }

    /// <summary>After the results have been read.</summary>
    public static void Unspare()
    {
        var end = CallFrame.BorrowedEnd;
        if (end != 0) Memory.Move((void*)Mailbox.BufferAddress, s_sparedStart, (nuint)end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetArgumentCount(int arguments) => *(int*)(Mailbox.Address + Mailbox.HostCallArgumentCount) = arguments;

    public static sbyte ReadSByte(int index) => (sbyte)Mailbox.HostCall[index].Bits;
    public static byte ReadByte(int index) => (byte)Mailbox.HostCall[index].Bits;
    public static short ReadInt16(int index) => (short)Mailbox.HostCall[index].Bits;
    public static ushort ReadUInt16(int index) => (ushort)Mailbox.HostCall[index].Bits;
    public static int ReadInt32(int index) => (int)Mailbox.HostCall[index].Bits;
    public static uint ReadUInt32(int index) => (uint)Mailbox.HostCall[index].Bits;
    public static long ReadInt64(int index) => (long)Mailbox.HostCall[index].Bits;
    public static ulong ReadUInt64(int index) => Mailbox.HostCall[index].Bits;
    public static float ReadSingle(int index) => BitConverter.UInt32BitsToSingle((uint)Mailbox.HostCall[index].Bits);
    public static double ReadDouble(int index) => BitConverter.UInt64BitsToDouble(Mailbox.HostCall[index].Bits);
    public static bool ReadBoolean(int index) => Mailbox.HostCall[index].Bits != 0;
    public static string ReadString(int index) => Payload.ReadString(Mailbox.HostCall + index);
    public static byte[] ReadBytes(int index) => Payload.ReadBytes(Mailbox.HostCall + index);
    public static T ReadStruct<T>(int index) where T : unmanaged => Payload.ReadStruct<T>(Mailbox.HostCall + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(int index, ulong bits, uint type)
    {
        var slot = Mailbox.HostCall + index;
        slot->Bits = bits;
        slot->Type = type;
    }
}
