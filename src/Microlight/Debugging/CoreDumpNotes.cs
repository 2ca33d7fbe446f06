using System.Buffers.Binary;
using System.Text;
using Microlight.Diagnostics;
using Microlight.Machine;
using Monitor = Microlight.Machine.Monitor;

namespace Microlight.Debugging;

/// <summary>
/// The notes of a core dump: what Linux writes for a process of one thread (include/uapi/linux/elfcore.h and elf.h,
/// arch/x86/include/asm/user_64.h; offsets of the 64-bit structures).
/// </summary>
internal static class CoreDumpNotes
{
    private const uint NT_PRSTATUS = 1, NT_PRFPREG = 2, NT_PRPSINFO = 3, NT_X86_XSTATE = 0x202, NT_SIGINFO = 0x53494749;
    private const int StatusSize = 336, StatusSignal = 12, StatusProcess = 32, StatusRegisters = 112, StatusHasFloatingPoint = 328;
    private const int InfoSize = 136, InfoProcess = 24, InfoFileName = 40, InfoFileNameSize = 16, InfoArguments = 56, InfoArgumentsSize = 80;
    private const int SignalInfoSize = 128, SignalInfoAddress = 16;
    private const int LegacyAreaSize = 512;
    /// <summary>The one thread; 0 would be no process.</summary>
    private const int Process = 1;

    public static byte[] Of(GuestState state)
    {
        var notes = new MemoryStream();
        var signal = state.Trap is { } trap ? PosixSignal.Of(trap) : PosixSignal.None;
        Add(notes, "CORE", NT_PRSTATUS, Status(state, signal));
        Add(notes, "CORE", NT_PRPSINFO, Information(state.Name));
        if (signal != PosixSignal.None) Add(notes, "CORE", NT_SIGINFO, SignalInformation(signal, state.Trap!));
        if (state.ExtendedState.Length > 0)
        {
            Add(notes, "CORE", NT_PRFPREG, state.ExtendedState.AsSpan(0, LegacyAreaSize));
            Add(notes, "LINUX", NT_X86_XSTATE, Extended(state.ExtendedState));
        }
        return notes.ToArray();
    }

    private static byte[] Status(GuestState state, int signal)
    {
        var status = new byte[StatusSize];
        BinaryPrimitives.WriteInt32LittleEndian(status, signal);
        BinaryPrimitives.WriteInt16LittleEndian(status.AsSpan(StatusSignal), (short)signal);
        BinaryPrimitives.WriteInt32LittleEndian(status.AsSpan(StatusProcess), Process);
        var r = state.Registers;
        // struct user_regs_struct; segment selectors are those of every guest, FS and GS bases are 0.
        ReadOnlySpan<ulong> registers =
        [
            r.R15, r.R14, r.R13, r.R12, r.Rbp, r.Rbx, r.R11, r.R10, r.R9, r.R8, r.Rax, r.Rcx, r.Rdx, r.Rsi, r.Rdi, ulong.MaxValue,
            r.Rip, Monitor.UserCode, r.Rflags, r.Rsp, Monitor.UserData, 0, 0, Monitor.UserData, Monitor.UserData, Monitor.UserData, Monitor.UserData,
        ];
        for (var i = 0; i < registers.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(StatusRegisters + i * 8), registers[i]);
        BinaryPrimitives.WriteInt32LittleEndian(status.AsSpan(StatusHasFloatingPoint), state.ExtendedState.Length > 0 ? 1 : 0);
        return status;
    }

    private static byte[] Information(string name)
    {
        var information = new byte[InfoSize];
        BinaryPrimitives.WriteInt32LittleEndian(information.AsSpan(InfoProcess), Process);
        Write(information.AsSpan(InfoFileName, InfoFileNameSize - 1), name);
        Write(information.AsSpan(InfoArguments, InfoArgumentsSize - 1), name);
        return information;

        // Cut where the field ends, as Linux does.
        static void Write(Span<byte> field, string text)
        {
            var bytes = Encoding.UTF8.GetBytes(GuestText.Short(text));
            bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
        }
    }

    private static byte[] SignalInformation(int signal, GuestTrap trap)
    {
        var information = new byte[SignalInfoSize];
        BinaryPrimitives.WriteInt32LittleEndian(information, signal);
        // si_addr: the address of the access, or of the instruction where it is that which faulted.
        BinaryPrimitives.WriteUInt64LittleEndian(information.AsSpan(SignalInfoAddress), trap.FaultAddress ?? trap.InstructionPointer);
        return information;
    }

    private static byte[] Extended(byte[] state)
    {
        var area = (byte[])state.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(area.AsSpan(ExtendedState.SoftwareFeaturesOffset), ExtendedState.X87 | ExtendedState.Sse | ExtendedState.Avx);
        return area;
    }

    /// <summary>Elf64_Nhdr, name and contents, each padded to four bytes.</summary>
    private static void Add(MemoryStream notes, string name, uint type, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, name.Length + 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], type);
        notes.Write(header);
        notes.Write(Encoding.ASCII.GetBytes(name + "\0"));
        Pad();
        notes.Write(content);
        Pad();

        void Pad()
        {
            while (notes.Length % 4 != 0) notes.WriteByte(0);
        }
    }
}
