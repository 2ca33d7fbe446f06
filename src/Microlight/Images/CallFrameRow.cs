namespace Microlight.Images;

/// <summary>
/// How to find the caller's registers at one instruction: the result of running call frame instructions (DWARF 5, 6.4.2) up to it.
/// Registers have the numbers of the x86-64 psABI, figure 3.36: 6 is RBP, 7 RSP, 16 the return address.
/// </summary>
internal sealed class CallFrameRow
{
    public const int RegisterCount = 17, FramePointer = 6, StackPointer = 7, ReturnAddress = 16;
    /// <summary>The image is not trusted to have short ones; real programs have some dozens.</summary>
    private const int MaximumInstructions = 1 << 16;
    private const int MaximumRemembered = 64;

    public enum Rule : byte
    {
        /// <summary>Nothing was said: callee-saved registers keep their value, the others are lost.</summary>
        Unspecified,
        Undefined,
        SameValue,
        /// <summary>Saved at CFA + operand.</summary>
        Offset,
        /// <summary>CFA + operand itself.</summary>
        ValueOffset,
        /// <summary>In the register of that number.</summary>
        Register,
    }

    public struct Rules
    {
        /// <summary>Register that the canonical frame address counts from; −1 where an expression says it.</summary>
        public long CfaRegister, CfaOffset;
        public RuleTable Registers;
    }

    [System.Runtime.CompilerServices.InlineArray(RegisterCount)]
    public struct RuleTable
    {
        private (Rule Rule, long Operand) _first;
    }

    private readonly CallFrameTable _table;
    private readonly CallFrameTable.Entry _entry;
    private readonly Stack<Rules> _remembered = new();
    private Rules _rules, _initial;
    private ulong _location;
    private int _instructions;

    private CallFrameRow(CallFrameTable table, CallFrameTable.Entry entry)
    {
        _table = table;
        _entry = entry;
        _rules.CfaRegister = -1;
        _location = entry.Start;
    }

    /// <summary>The rules at an address of the entry's code; null if the instructions are not such, or need more than is supported.</summary>
    public static Rules? Find(CallFrameTable table, CallFrameTable.Entry entry, ulong address)
    {
        var row = new CallFrameRow(table, entry);
        if (entry.Common.ReturnRegister != ReturnAddress) return null;
        if (!row.Run(entry.Common.Instructions, ulong.MaxValue)) return null;
        row._initial = row._rules;
        return row.Run(entry.Instructions, address) ? row._rules : null;
    }

    /// <summary>Runs instructions until one would move past an address. False if they make no sense.</summary>
    private bool Run(Range instructions, ulong address)
    {
        var reader = _table.Read(instructions, out var readerAddress);
        while (!reader.AtEnd)
        {
            if (++_instructions > MaximumInstructions) return false;
            var opcode = reader.U8();
            var low = opcode & 0x3f;
            switch (opcode & 0xc0)
            {
                case 0x40: // DW_CFA_advance_loc
                    if (!Advance((ulong)low, address)) return true;
                    continue;
                case 0x80: // DW_CFA_offset
                    Set((ulong)low, Rule.Offset, Factored((long)reader.Uleb()));
                    continue;
                case 0xc0: // DW_CFA_restore
                    Restore((ulong)low);
                    continue;
            }
            switch (low)
            {
                case 0x00: break; // DW_CFA_nop
                case 0x01: // DW_CFA_set_loc
                    var target = reader.Pointer(_entry.Common.PointerEncoding, readerAddress);
                    if (reader.Failed || target > address) return !reader.Failed;
                    _location = target;
                    break;
                case 0x02: // DW_CFA_advance_loc1, 2, 4
                    if (!Advance(reader.U8(), address)) return !reader.Failed;
                    break;
                case 0x03:
                    if (!Advance(reader.U16(), address)) return !reader.Failed;
                    break;
                case 0x04:
                    if (!Advance(reader.U32(), address)) return !reader.Failed;
                    break;
                case 0x05: Set(reader.Uleb(), Rule.Offset, Factored((long)reader.Uleb())); break; // DW_CFA_offset_extended
                case 0x06: Restore(reader.Uleb()); break; // DW_CFA_restore_extended
                case 0x07: Set(reader.Uleb(), Rule.Undefined, 0); break; // DW_CFA_undefined
                case 0x08: Set(reader.Uleb(), Rule.SameValue, 0); break; // DW_CFA_same_value
                case 0x09: Set(reader.Uleb(), Rule.Register, (long)reader.Uleb()); break; // DW_CFA_register
                case 0x0a: // DW_CFA_remember_state
                    if (_remembered.Count == MaximumRemembered) return false;
                    _remembered.Push(_rules);
                    break;
                case 0x0b: // DW_CFA_restore_state
                    if (!_remembered.TryPop(out _rules)) return false;
                    break;
                case 0x0c: SetCfa((long)reader.Uleb(), (long)reader.Uleb()); break; // DW_CFA_def_cfa
                case 0x0d: SetCfa((long)reader.Uleb(), _rules.CfaOffset); break; // DW_CFA_def_cfa_register
                case 0x0e: SetCfa(_rules.CfaRegister, (long)reader.Uleb()); break; // DW_CFA_def_cfa_offset
                case 0x0f: // DW_CFA_def_cfa_expression: not evaluated, the frame pointer is tried instead
                    reader.Skip(reader.Uleb());
                    _rules.CfaRegister = -1;
                    break;
                case 0x10 or 0x16: // DW_CFA_expression, DW_CFA_val_expression: not evaluated
                    Set(reader.Uleb(), Rule.Undefined, 0);
                    reader.Skip(reader.Uleb());
                    break;
                case 0x11: Set(reader.Uleb(), Rule.Offset, Factored(reader.Sleb())); break; // DW_CFA_offset_extended_sf
                case 0x12: SetCfa((long)reader.Uleb(), Factored(reader.Sleb())); break; // DW_CFA_def_cfa_sf
                case 0x13: SetCfa(_rules.CfaRegister, Factored(reader.Sleb())); break; // DW_CFA_def_cfa_offset_sf
                case 0x14: Set(reader.Uleb(), Rule.ValueOffset, Factored((long)reader.Uleb())); break; // DW_CFA_val_offset
                case 0x15: Set(reader.Uleb(), Rule.ValueOffset, Factored(reader.Sleb())); break; // DW_CFA_val_offset_sf
                case 0x2e: reader.Uleb(); break; // DW_CFA_GNU_args_size
                default: return false;
            }
        }
        return !reader.Failed;
    }

    /// <summary>False if the row for the address is complete.</summary>
    private bool Advance(ulong delta, ulong address)
    {
        var next = _location + delta * _entry.Common.CodeFactor;
        if (next > address) return false;
        _location = next;
        return true;
    }

    private long Factored(long operand) => operand * _entry.Common.DataFactor;

    private void SetCfa(long register, long offset) => (_rules.CfaRegister, _rules.CfaOffset) = (register, offset);

    /// <summary>Vector and control registers have numbers too; a backtrace has no use for them.</summary>
    private void Set(ulong register, Rule rule, long operand)
    {
        if (register < RegisterCount) _rules.Registers[(int)register] = (rule, operand);
    }

    private void Restore(ulong register)
    {
        if (register < RegisterCount) _rules.Registers[(int)register] = _initial.Registers[(int)register];
    }
}
