using Microlight.Abi;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// The host's side of a mailbox, without a VM: hostile host calls, results, growth requests and abort texts. Each message must decode to
/// what <see cref="ReferenceDecoder"/> says or be refused with a <see cref="ProtocolViolationException"/>; reading changes nothing, and
/// writing a host call's results nothing but what is theirs.
/// </summary>
public sealed class MailboxFuzzer : IDisposable
{
    private const int Imports = 48, Functions = 48;

    private readonly Random _random;
    private readonly MessageWriter _writer;
    private readonly List<(GuardedMailbox Memory, HostDispatcher Dispatcher, byte[] Before)> _mailboxes = [];
    private readonly HostCallTarget _target;
    private readonly GuestFunction[] _functions;
    private readonly GuestValue[] _results = new GuestValue[GuestSignature.MaximumSlots];

    public MailboxFuzzer(int seed)
    {
        _random = new Random(seed);
        _writer = new MessageWriter(_random);
        _target = new HostCallTarget(_random, Imports);
        _functions = [.. Enumerable.Range(0, Functions).Select(i => new GuestFunction("g" + i, HostCallTarget.RandomSignature(_random), GuestLayout.ImageBase))];
        var options = new SandboxOptions { HostFunctions = _target.Functions };
        foreach (var bufferSize in (int[])[4096, 8192])
        {
            var memory = new GuardedMailbox(bufferSize);
            // No function looks at its sandbox.
            _mailboxes.Add((memory, new HostDispatcher(null!, memory.Mailbox, _target.Image, options), new byte[memory.Length]));
        }
    }

    public Outcomes Outcomes { get; } = new();

    public void Run(long count)
    {
        for (long i = 0; i < count; i++)
        {
            var (memory, dispatcher, before) = _mailboxes[_random.Next(_mailboxes.Count)];
            try
            {
                switch (_random.Next(8))
                {
                    case < 4: HostCall(memory, dispatcher, before); break;
                    case < 7: Results(memory, before); break;
                    default: Abort(memory, before); break;
                }
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"message {i}: {exception}");
            }
        }
    }

    private void HostCall(GuardedMailbox memory, HostDispatcher dispatcher, byte[] before)
    {
        var number = _random.Next(32) == 0 ? (uint)_writer.Number(memory.BufferSize) : (uint)_random.Next(_target.Signatures.Count);
        var imports = (uint)_target.Signatures.Count;
        var signature = number < imports ? _target.Signatures[(int)number] : _target.Signatures[0];
        _writer.Write(memory.Bytes, MailboxLayout.HostCallSlots, MailboxLayout.HostCallArgumentCount, signature.Parameters);
        MessageWriter.U32(memory.Bytes, MailboxLayout.HostCallImport, number);
        memory.Bytes.CopyTo(before);
        var expected = number < imports
            ? ReferenceDecoder.Decode(before, MailboxLayout.HostCallSlots, MailboxLayout.HostCallArgumentCount, signature.Parameters)
            : null;
        _target.Arguments = null;
        _target.Current = (int)Math.Min(number, imports - 1);
        if (expected is not null && expected.Zip(_target.Sizes[(int)number]).Any(e => e.Second != 0 && ((byte[])e.First).Length != e.Second)) expected = null;
        _target.ResultBytes = _random.Next(16) == 0 ? memory.BufferSize : _random.Next(8);
        try
        {
            dispatcher.Start();
            Outcomes.Count("host call: served");
        }
        catch (ProtocolViolationException exception)
        {
            Outcomes.Refused("host call", exception);
            if (expected is not null) throw new InvalidOperationException("a good host call was refused", exception);
            if (_target.Arguments is not null) throw new InvalidOperationException("a host function was called with a bad message", exception);
            Unchanged(memory, before, "a refused host call");
            return;
        }
        catch (HostFunctionException exception) when (exception.InnerException is ArgumentException && expected is not null)
        {
            // Its results did not fit.
            Outcomes.Refused("host call", exception);
        }
        if (expected is null) throw new InvalidOperationException("a bad host call was served");
        if (_target.Arguments is null || !ReferenceDecoder.Same(_target.Arguments, expected)) throw new InvalidOperationException("the arguments arrived as others");
        // Results: their slots, their number, the buffer; nothing else.
        var bytes = memory.Bytes;
        bytes.Slice(MailboxLayout.HostCallResultCount, 4).CopyTo(before.AsSpan(MailboxLayout.HostCallResultCount));
        var slots = signature.Results.Count * MailboxLayout.SlotSize;
        bytes.Slice(MailboxLayout.HostCallSlots, slots).CopyTo(before.AsSpan(MailboxLayout.HostCallSlots));
        var halves = signature.Results.Count * 8;
        bytes.Slice(MailboxLayout.HostCallUpperHalves, halves).CopyTo(before.AsSpan(MailboxLayout.HostCallUpperHalves));
        if (!bytes[..MailboxLayout.Buffer].SequenceEqual(before.AsSpan(0, MailboxLayout.Buffer))) throw new InvalidOperationException("results were written outside their place");
    }

    private void Results(GuardedMailbox memory, byte[] before)
    {
        var function = _functions[_random.Next(Functions)];
        var types = function.Signature.Results;
        _writer.Write(memory.Bytes, MailboxLayout.CallSlots, MailboxLayout.CallResultCount, types);
        memory.Bytes.CopyTo(before);
        var expected = ReferenceDecoder.Decode(before, MailboxLayout.CallSlots, MailboxLayout.CallResultCount, types);
        var results = _results.AsSpan(0, types.Count);
        results.Clear();
        try
        {
            memory.Mailbox.CheckResults(function);
            new ResultSpan(results).Read(memory.Mailbox.Call, function);
            Outcomes.Count("results: read");
        }
        catch (ProtocolViolationException exception)
        {
            Outcomes.Refused("results", exception);
            if (expected is not null) throw new InvalidOperationException("good results were refused", exception);
            Unchanged(memory, before, "refused results");
            return;
        }
        if (expected is null) throw new InvalidOperationException("bad results were read");
        if (!ReferenceDecoder.Same(results, expected)) throw new InvalidOperationException("the results were read as others");
        Unchanged(memory, before, "reading results");
    }

    private void Abort(GuardedMailbox memory, byte[] before)
    {
        _writer.Write(memory.Bytes, MailboxLayout.CallSlots, MailboxLayout.CallResultCount, [GuestType.String]);
        memory.Bytes.CopyTo(before);
        var text = memory.Mailbox.ReadAbortText();
        Unchanged(memory, before, "reading an abort's text");
        if (text is null)
        {
            if (ReferenceDecoder.Decode(before, MailboxLayout.CallSlots, MailboxLayout.CallResultCount, [GuestType.String]) is not null)
                throw new InvalidOperationException("a good text was left out");
            Outcomes.Count("abort: no text");
            return;
        }
        if (text.Any(char.IsControl) || text.Length > 6 * 4096) throw new InvalidOperationException($"a text is not printable: {text}");
        Outcomes.Count("abort: text");
    }

    private static void Unchanged(GuardedMailbox memory, byte[] before, string what)
    {
        if (!memory.Bytes.SequenceEqual(before)) throw new InvalidOperationException($"{what} changed the mailbox");
    }

    public void Dispose()
    {
        foreach (var (memory, _, _) in _mailboxes) memory.Dispose();
        _target.Image.Dispose();
    }
}
