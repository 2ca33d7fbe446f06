using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>
/// Reads instructions (spec 6.5), plain and folded, and writes them in the binary format. What encloses an instruction is kept on a stack
/// of frames, not on the machine's, so text may nest as deep as it likes. Operands are read by the other part of this class.
/// </summary>
internal sealed partial class InstructionParser(TextCursor cursor, TextModule module, TypeReader types, TypeSection typeSection)
{
    private enum FrameKind : byte
    {
        /// <summary>The whole body or expression; its parenthesis belongs to the caller.</summary>
        Root,
        /// <summary><c>block … end</c>; Opcode is what began the current part of it (if, else, try, catch, catch_all).</summary>
        Plain,
        /// <summary><c>(block …)</c></summary>
        Block,
        /// <summary><c>(if … (then …) (else …))</c>; Opcode is the part that was last: if, then else.</summary>
        If,
        /// <summary><c>(try (do …) (catch …))</c>; Opcode is the part that was last: try for none, block for do, catch, catch_all.</summary>
        Try,
        /// <summary><c>(then …)</c>, <c>(do …)</c> and the like.</summary>
        Arm,
        /// <summary><c>(i32.add …)</c>: its encoding waits for its operands.</summary>
        Folded,
    }

    /// <param name="Waiting">Where this frame's encoding begins among those that wait.</param>
    private readonly record struct Frame(FrameKind Kind, Opcode Opcode, TextBinding Label, int Position, int Waiting, BranchHint? Hint);

    private readonly record struct BranchHint(byte[] Value, int Position);

    private readonly List<Frame> _frames = [];
    private readonly LabelScope _labels = new();
    private readonly ModuleBuffer _waiting = new();
    private readonly List<(uint Index, string Name)> _labelNames = [];
    private readonly List<(int Offset, byte[] Value)> _hints = [];
    private ModuleBuffer _output = new();
    private IndexSpace? _locals;
    private BranchHint? _hint;
    private uint _blocks;

    /// <summary>Whether an instruction named a data segment, so that the module needs a data count section (spec 5.5.16).</summary>
    public bool UsesDataSegments { get; private set; }

    /// <summary>Labels of the last body: the number of the block and its name.</summary>
    public IReadOnlyList<(uint Index, string Name)> LabelNames => _labelNames;

    /// <summary>Branch hints of the last body: the offset of the instruction in <c>output</c> and the hint.</summary>
    public IReadOnlyList<(int Offset, byte[] Value)> Hints => _hints;

    /// <summary>Instructions up to the parenthesis that closes what they are in, with a final end.</summary>
    public void ReadBody(ModuleBuffer output, IndexSpace? locals = null)
    {
        Begin(output, locals);
        while (!(cursor.AtClose && _frames.Count == 1)) ReadNext();
        Finish();
    }

    /// <summary>One folded instruction as an expression, with a final end.</summary>
    public void ReadFolded(ModuleBuffer output)
    {
        Begin(output, null);
        if (!cursor.AtOpen) throw cursor.Unexpected("An instruction in parentheses is expected");
        do ReadNext();
        while (_frames.Count > 1);
        Finish();
    }

    private void Begin(ModuleBuffer output, IndexSpace? locals)
    {
        (_output, _locals, _blocks, _hint) = (output, locals, 0, null);
        _labels.Clear();
        _labels.Push(null);
        _labelNames.Clear();
        _hints.Clear();
        _frames.Clear();
        _frames.Add(new Frame(FrameKind.Root, default, default, 0, 0, null));
    }

    private void Finish()
    {
        if (_hint is { } hint) throw HintError(hint);
        _output.Opcode(Opcode.End);
    }

    private void ReadNext()
    {
        var frame = _frames[^1];
        switch (cursor.Token.Kind)
        {
            case TokenKind.Close:
                Close(frame);
                break;
            case TokenKind.Open:
                if (frame.Kind is not (FrameKind.If or FrameKind.Try) || !TryPart(frame)) OpenFolded();
                break;
            case TokenKind.Atom when frame.Kind is FrameKind.Root or FrameKind.Plain or FrameKind.Block or FrameKind.Arm:
                ReadPlain(frame);
                break;
            case TokenKind.Annotation when cursor.AtAnnotation(TextCursor.BranchHint):
                ReadHint();
                break;
            default:
                throw cursor.Unexpected(cursor.Token.Kind == TokenKind.End ? "')' is expected" : "An instruction is expected");
        }
    }

    private void ReadPlain(Frame frame)
    {
        if (cursor.At("else"u8) && frame is { Kind: FrameKind.Plain, Opcode: Opcode.If }) NextPart(frame, Opcode.Else);
        else if (cursor.At("catch"u8) && frame is { Kind: FrameKind.Plain, Opcode: Opcode.Try or Opcode.Catch }) NextPart(frame, Opcode.Catch);
        else if (cursor.At("catch_all"u8) && frame is { Kind: FrameKind.Plain, Opcode: Opcode.Try or Opcode.Catch }) NextPart(frame, Opcode.CatchAll);
        else if (cursor.At("delegate"u8) && frame is { Kind: FrameKind.Plain, Opcode: Opcode.Try })
        {
            cursor.Advance();
            Pop();
            WriteDelegate();
        }
        else if (cursor.At("end"u8) && frame.Kind == FrameKind.Plain)
        {
            cursor.Advance();
            CheckLabel(frame);
            Pop();
            WriteOpcode(Opcode.End);
        }
        else
        {
            var position = cursor.Token.Start;
            var opcode = ReadOpcode();
            TakeHint(TakePendingHint(), opcode);
            if (!IsStructured(opcode))
            {
                ReadOperands(opcode, _output, position);
                return;
            }
            var label = cursor.Binding();
            WriteBlock(opcode, _output);
            Push(new Frame(FrameKind.Plain, opcode, label, position, 0, null));
        }
    }

    /// <summary>Else, catch or catch_all of a plain block.</summary>
    private void NextPart(Frame frame, Opcode opcode)
    {
        cursor.Advance();
        WriteOpcode(opcode);
        if (opcode == Opcode.Else) CheckLabel(frame);
        if (opcode == Opcode.Catch) _output.Unsigned(module.Tags.Read(cursor));
        _frames[^1] = frame with { Opcode = opcode };
    }

    private void OpenFolded()
    {
        cursor.Advance();
        var position = cursor.Token.Start;
        if (cursor.Token.Kind != TokenKind.Atom) throw cursor.Unexpected("An instruction is expected");
        var opcode = ReadOpcode();
        var hint = TakePendingHint();
        var waiting = _waiting.Length;
        if (!IsStructured(opcode))
        {
            ReadOperands(opcode, _waiting, position);
            _frames.Add(new Frame(FrameKind.Folded, opcode, default, position, waiting, hint));
            return;
        }
        var label = cursor.Binding();
        if (opcode == Opcode.If)
        {
            // Its condition comes first, outside its label.
            WriteBlock(opcode, _waiting);
            _frames.Add(new Frame(FrameKind.If, default, label, position, waiting, hint));
            return;
        }
        TakeHint(hint, opcode);
        WriteBlock(opcode, _output);
        Push(new Frame(opcode == Opcode.Try ? FrameKind.Try : FrameKind.Block, opcode, label, position, waiting, null));
    }

    /// <summary>A part of a folded if or try; false if this is none and may be an instruction of an if's condition.</summary>
    private bool TryPart(Frame frame)
    {
        var part = frame.Opcode;
        if (frame.Kind == FrameKind.If)
        {
            if (part == default && cursor.TryOpen("then"u8))
            {
                WriteWaiting(frame, Opcode.If);
                _frames.RemoveAt(_frames.Count - 1);
                Push(frame with { Opcode = Opcode.If });
            }
            else if (part == Opcode.If && cursor.TryOpen("else"u8))
            {
                WriteOpcode(Opcode.Else);
                _frames[^1] = frame with { Opcode = Opcode.Else };
            }
            else if (part == default) return false;
            else throw cursor.Unexpected("')' is expected");
        }
        else if (part == Opcode.Try && cursor.TryOpen("do"u8)) _frames[^1] = frame with { Opcode = Opcode.Block };
        else if (part is Opcode.Block or Opcode.Catch && cursor.TryOpen("catch"u8))
        {
            WriteOpcode(Opcode.Catch);
            _frames[^1] = frame with { Opcode = Opcode.Catch };
            _output.Unsigned(module.Tags.Read(cursor));
        }
        else if (part is Opcode.Block or Opcode.Catch && cursor.TryOpen("catch_all"u8))
        {
            WriteOpcode(Opcode.CatchAll);
            _frames[^1] = frame with { Opcode = Opcode.CatchAll };
        }
        else if (part == Opcode.Block && cursor.TryOpen("delegate"u8))
        {
            Pop();
            WriteDelegate();
            cursor.Close();
            cursor.Close();
            return true;
        }
        else throw cursor.Unexpected("'(do', '(catch', '(catch_all' or '(delegate' is expected in a try");
        _frames.Add(new Frame(FrameKind.Arm, default, default, cursor.Token.Start, 0, null));
        return true;
    }

    /// <summary>At a closing parenthesis.</summary>
    private void Close(Frame frame)
    {
        if (_hint is { } hint) throw HintError(hint);
        switch (frame.Kind)
        {
            case FrameKind.Root:
                throw cursor.Unexpected("An instruction is expected");
            case FrameKind.Plain:
                throw cursor.Unexpected($"'end' is expected for the {frame.Opcode.Name()}");
            case FrameKind.If when frame.Opcode == default:
                throw cursor.Unexpected("'(then' is expected in an if");
            case FrameKind.Try when frame.Opcode == Opcode.Try:
                throw cursor.Unexpected("'(do' is expected in a try");
            case FrameKind.Arm:
                _frames.RemoveAt(_frames.Count - 1);
                break;
            case FrameKind.Folded:
                WriteWaiting(frame, frame.Opcode);
                _frames.RemoveAt(_frames.Count - 1);
                break;
            default:
                Pop();
                WriteOpcode(Opcode.End);
                break;
        }
        cursor.Advance();
    }

    /// <summary>Enters a block whose opcode was just written.</summary>
    private void Push(Frame frame)
    {
        _frames.Add(frame);
        _labels.Push(frame.Label.Id);
        if (frame.Label.Name is { } name) _labelNames.Add((_blocks, name));
        _blocks++;
    }

    private void Pop()
    {
        _frames.RemoveAt(_frames.Count - 1);
        _labels.Pop();
    }

    /// <summary>The label that else and end may repeat.</summary>
    private void CheckLabel(Frame frame)
    {
        var position = cursor.Token.Start;
        if (cursor.TryId() is { } id && id != frame.Label.Id)
            throw cursor.Error($"Mismatching label {ModuleText.Quote('$' + id)}: the block's is {(frame.Label.Id is { } label ? ModuleText.Quote('$' + label) : "not named")}", position);
    }

    private void WriteOpcode(Opcode opcode)
    {
        if (_hint is { } hint) throw HintError(hint);
        _output.Opcode(opcode);
    }

    /// <summary>Its label counts from outside of the try.</summary>
    private void WriteDelegate()
    {
        WriteOpcode(Opcode.Delegate);
        _output.Unsigned(_labels.Read(cursor));
    }

    private void WriteWaiting(Frame frame, Opcode opcode)
    {
        TakeHint(frame.Hint, opcode);
        _output.Raw(_waiting.Bytes[frame.Waiting..]);
        _waiting.Truncate(frame.Waiting);
    }

    /// <summary>A structured instruction's opcode, type and catch clauses; not yet in its own label's scope.</summary>
    private void WriteBlock(Opcode opcode, ModuleBuffer output)
    {
        output.Opcode(opcode);
        WriteBlockType(output);
        if (opcode == Opcode.TryTable) WriteCatches(output);
    }

    private Opcode ReadOpcode()
    {
        if (!TextOpcodes.TryFind(cursor.Text, out var opcode)) throw cursor.Error($"Unknown operator {ModuleText.Quote(System.Text.Encoding.UTF8.GetString(cursor.Text))}");
        cursor.Advance();
        return opcode;
    }

    private static bool IsStructured(Opcode opcode) => opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable;

    /// <summary>A branch hint (custom section metadata.code.branch_hint): stands before the if or br_if that it is for.</summary>
    private void ReadHint()
    {
        var position = cursor.Token.Start;
        if (_hint is not null) throw cursor.Error("Duplicate annotation: there is a branch hint for this instruction already", position);
        cursor.Advance();
        _hint = new BranchHint(cursor.String(), position);
        cursor.Close();
    }

    private BranchHint? TakePendingHint()
    {
        var hint = _hint;
        _hint = null;
        return hint;
    }

    /// <summary>The instruction that is written next has the hint.</summary>
    private void TakeHint(BranchHint? hint, Opcode opcode)
    {
        if (hint is not { } taken) return;
        if (opcode is not (Opcode.If or Opcode.BrIf)) throw HintError(taken);
        _hints.Add((_output.Length, taken.Value));
    }

    private WasmTextException HintError(BranchHint hint) => cursor.Error("Misplaced annotation: a branch hint belongs to an if or br_if", hint.Position);
}
