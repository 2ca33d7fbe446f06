using Microlight.Abi;
using Microlight.Images;

namespace Microlight.Debugging;

/// <summary>
/// Walks a guest's stack from its registers: by the image's call frame information where it has any for the code, by frame pointers
/// (RBP) elsewhere. Stack and tables are the guest's, so each step must get nearer to the stack's end and land in code; the first one
/// that does not ends the walk.
/// </summary>
internal sealed class Unwinder(GuestImage image, Unwinder.ReadWord readWord)
{
    /// <summary>Most frames of a backtrace. What lies further out in an endless recursion says nothing new.</summary>
    public const int MaximumFrames = 128;
    /// <summary>A return address lies behind a call; the call itself is before it.</summary>
    private const ulong BeforeReturn = 1;

    /// <summary>Copies eight bytes of guest memory; false where there is none.</summary>
    public delegate bool ReadWord(ulong address, out ulong value);

    private readonly ulong[] _values = new ulong[CallFrameRow.RegisterCount];
    /// <summary>Which of the values are known, by bit.</summary>
    private uint _known;

    /// <summary>
    /// The frames from the innermost out to the guest function that the host called, at most <see cref="MaximumFrames"/>.
    /// </summary>
    /// <param name="registers">Where the guest stands.</param>
    /// <param name="isReturnAddress">RIP is a return address, so the call before it is meant: for aborts.</param>
    public GuestFrame[] Walk(in GuestRegisters registers, bool isReturnAddress = false)
    {
        Load(registers);
        var frames = new List<GuestFrame>();
        while (frames.Count < MaximumFrames)
        {
            var address = Address;
            var inside = isReturnAddress ? address - BeforeReturn : address;
            frames.Add(image.FindFunction(inside) is { } function
                ? new GuestFrame(address, function.Name, address - function.Address, StackPointer)
                : new GuestFrame(address, null, 0, StackPointer));
            if (!Step(inside, isInnermost: frames.Count == 1 && !isReturnAddress)) break;
            isReturnAddress = true;
        }
        return frames.ToArray();
    }

    private ulong Address => _values[CallFrameRow.ReturnAddress];
    private ulong StackPointer => _values[CallFrameRow.StackPointer];

    private void Load(in GuestRegisters r)
    {
        ReadOnlySpan<ulong> values = [r.Rax, r.Rdx, r.Rcx, r.Rbx, r.Rsi, r.Rdi, r.Rbp, r.Rsp, r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rip];
        values.CopyTo(_values);
        _known = (1u << CallFrameRow.RegisterCount) - 1;
    }

    private bool Step(ulong inside, bool isInnermost)
    {
        var oldStack = StackPointer;
        if (!StepByTable(inside, out var isOutermost))
        {
            if (isOutermost) return false;
            // Before its first instruction a function has no frame yet; where there is no code at all, a wild call led there.
            var hasNoFrame = isInnermost && (!image.IsCode(inside) || image.FindFunction(inside) is { } function && function.Address == inside);
            if (!(hasNoFrame ? StepFrameless() : StepByFramePointer())) return false;
        }
        // The trampoline called the guest function: that was the last frame.
        return StackPointer > oldStack && Address - GuestLayout.Trampoline >= Machine.Trampoline.Size && image.IsCode(Address - BeforeReturn);
    }

    private bool StepByTable(ulong inside, out bool isOutermost)
    {
        isOutermost = false;
        if (image.CallFrames.Find(inside) is not { } entry || CallFrameRow.Find(image.CallFrames, entry, inside) is not { } rules) return false;
        if (!TryGet(rules.CfaRegister, out var frame)) return false;
        frame += (ulong)rules.CfaOffset;
        var values = new ulong[CallFrameRow.RegisterCount];
        var known = 0u;
        for (var register = 0; register < values.Length; register++)
        {
            var (rule, operand) = rules.Registers[register];
            if (rule == CallFrameRow.Rule.Unspecified) rule = IsCalleeSaved(register) ? CallFrameRow.Rule.SameValue : CallFrameRow.Rule.Undefined;
            var found = rule switch
            {
                CallFrameRow.Rule.SameValue => TryGet(register, out values[register]),
                CallFrameRow.Rule.Offset => readWord(frame + (ulong)operand, out values[register]),
                CallFrameRow.Rule.ValueOffset => Assign(out values[register], frame + (ulong)operand),
                CallFrameRow.Rule.Register => TryGet(operand, out values[register]),
                _ => false,
            };
            if (found) known |= 1u << register;
        }
        if (rules.Registers[CallFrameRow.ReturnAddress].Rule == CallFrameRow.Rule.Undefined) isOutermost = true;
        if ((known >> CallFrameRow.ReturnAddress & 1) == 0) return false;
        // By definition the caller's RSP, unless a rule says otherwise (DWARF 5, 6.4.1; psABI 3.7).
        if (rules.Registers[CallFrameRow.StackPointer].Rule == CallFrameRow.Rule.Unspecified)
        {
            values[CallFrameRow.StackPointer] = frame;
            known |= 1u << CallFrameRow.StackPointer;
        }
        else if ((known >> CallFrameRow.StackPointer & 1) == 0)
        {
            return false;
        }
        values.CopyTo(_values, 0);
        _known = known;
        return true;
    }

    /// <summary>psABI 3.2.2: [RBP] is the caller's RBP, [RBP + 8] the return address.</summary>
    private bool StepByFramePointer()
    {
        if (!TryGet(CallFrameRow.FramePointer, out var frame) || frame < StackPointer || frame % 8 != 0) return false;
        if (!readWord(frame, out var caller) || !readWord(frame + 8, out var address)) return false;
        return Become(address, frame + 16, caller);
    }

    /// <summary>Nothing was pushed since the call: [RSP] is the return address.</summary>
    private bool StepFrameless()
    {
        return readWord(StackPointer, out var address) && Become(address, StackPointer + 8, _values[CallFrameRow.FramePointer]);
    }

    private bool Become(ulong address, ulong stack, ulong framePointer)
    {
        _values[CallFrameRow.ReturnAddress] = address;
        _values[CallFrameRow.StackPointer] = stack;
        _values[CallFrameRow.FramePointer] = framePointer;
        // The others may have been saved anywhere.
        _known = 1u << CallFrameRow.ReturnAddress | 1u << CallFrameRow.StackPointer | 1u << CallFrameRow.FramePointer;
        return true;
    }

    /// <summary>RBX, RBP and R12 to R15 (psABI, figure 3.4).</summary>
    private static bool IsCalleeSaved(int register) => register is 3 or CallFrameRow.FramePointer or >= 12 and <= 15;

    private bool TryGet(long register, out ulong value)
    {
        value = 0;
        if (register is < 0 or >= CallFrameRow.RegisterCount || (_known >> (int)register & 1) == 0) return false;
        value = _values[register];
        return true;
    }

    private static bool Assign(out ulong target, ulong value)
    {
        target = value;
        return true;
    }
}
