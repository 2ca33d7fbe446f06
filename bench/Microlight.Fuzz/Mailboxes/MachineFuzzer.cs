using System.Buffers.Binary;
using Microlight.Abi;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// Whole sandboxes with a hostile guest (guest/hostile.c) that writes into its mailbox what it is told and knocks at a port. Each call
/// returns or ends with a <see cref="SandboxException"/>; after a restore the sandbox works.
/// </summary>
public sealed class MachineFuzzer : IDisposable
{
    private enum Action : uint { Return, HostCall, Grow, Abort }

    private const int MaximumWrites = 64, WriteSize = 16, HeaderSize = 16;

    private static readonly int[] Fields =
    [
        MailboxLayout.CallResultCount, MailboxLayout.HostCallImport, MailboxLayout.HostCallArgumentCount, MailboxLayout.GrowRegion,
        MailboxLayout.GrowDelta, MailboxLayout.CallArgumentCount, MailboxLayout.HostCallResultCount, MailboxLayout.GrowResult,
        MailboxLayout.Version, MailboxLayout.BufferSize, MailboxLayout.Generation,
    ];

    private readonly Random _random;
    private readonly MessageWriter _writer;
    private readonly GuestImage _image;
    private readonly Sandbox _sandbox;
    private readonly GuestFunction[] _attacks;
    private readonly byte[] _script = new byte[HeaderSize + MaximumWrites * WriteSize];

    /// <param name="guest">Path of hostile.elf.</param>
    /// <param name="seed">The same seed gives the same messages.</param>
    public MachineFuzzer(string guest, int seed)
    {
        _random = new Random(seed);
        _writer = new MessageWriter(_random);
        _image = GuestImage.Load(guest);
        var functions = new HostFunctions()
            .Add(("fuzz", "Numbers"), GuestSignature.TryParse("iUb>I")!, static (_, arguments, results) => results[0] = (long)arguments[0].AsInt32())
            .Add(("fuzz", "Texts"), GuestSignature.TryParse("ssy>sy")!, static (_, arguments, results) =>
                (results[0], results[1]) = (arguments[0].AsString() + arguments[1].AsString(), arguments[2].AsBytes()))
            .Add(("fuzz", "None"), GuestSignature.TryParse(">")!, static (_, _, _) => { });
        _sandbox = Sandbox.Create(_image, new SandboxOptions { HostFunctions = functions, MaximumMemory = 8 << 20, MailboxBufferSize = 4096 });
        _attacks = [.. _image.Functions.Where(f => f.Name.StartsWith("Attack", StringComparison.Ordinal))];
    }

    public Outcomes Outcomes { get; } = new();

    public void Run(long count)
    {
        for (long i = 0; i < count; i++)
        {
            try
            {
                Attack();
                if (i % 64 == 0) Check(i);
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"message {i}: {exception}");
                _sandbox.Restore();
            }
        }
    }

    private void Attack()
    {
        var function = _attacks[_random.Next(_attacks.Length)];
        var action = (Action)_random.Next(4);
        var writes = WriteScript(function, action);
        var results = new GuestValue[function.Signature.Results.Count];
        try
        {
            _sandbox.Invoke(function, [_script[..(HeaderSize + writes * WriteSize)]], results);
            Outcomes.Count($"{action}: returned");
            // What it wrote into its memory must not decide the next message.
            if (_random.Next(8) == 0) _sandbox.Restore();
        }
        catch (SandboxException exception)
        {
            // An abort's text may have 4096 bytes, each of them escaped.
            Outcomes.Refused(action.ToString(), exception, longest: 6 * 4096 + 1000);
            _sandbox.Restore();
        }
    }

    /// <summary>A message that would be good, then some of it bent. Returns the number of writes.</summary>
    private int WriteScript(GuestFunction function, Action action)
    {
        var writes = 0;
        var hostCall = action == Action.HostCall;
        IReadOnlyList<GuestType> types = function.Signature.Results;
        if (hostCall)
        {
            var import = _random.Next(_image.Imports.Count);
            types = _image.Imports[import].Signature.Parameters;
            Put(ref writes, MailboxLayout.HostCallImport, 4, (ulong)import);
            Put(ref writes, MailboxLayout.HostCallArgumentCount, 4, (ulong)types.Count);
        }
        else
        {
            Put(ref writes, MailboxLayout.CallResultCount, 4, (ulong)types.Count);
        }
        for (var i = 0; i < types.Count; i++)
        {
            var at = (hostCall ? MailboxLayout.HostCallSlots : MailboxLayout.CallSlots) + i * MailboxLayout.SlotSize;
            var payload = types[i] is GuestType.String or GuestType.Bytes;
            Put(ref writes, at, 0, payload || types[i] == GuestType.Boolean ? (ulong)_random.Next(2) : _writer.Number(4096));
            Put(ref writes, at + MailboxLayout.SlotLength, 0, (payload ? (uint)_random.Next(64) : 0) | (ulong)types[i] << 32);
        }
        if (action == Action.Grow)
        {
            Put(ref writes, MailboxLayout.GrowRegion, 4, (ulong)_random.Next(3));
            Put(ref writes, MailboxLayout.GrowDelta, 0, _random.Next(2) == 0 ? (ulong)_random.Next(2048) * 4096 : _writer.Number(4096));
        }
        for (var bends = _random.Next(4); bends > 0; bends--)
        {
            var at = _random.Next(4) switch
            {
                0 => Fields[_random.Next(Fields.Length)],
                1 => MailboxLayout.Buffer + _random.Next(4096 - 8),
                2 => (hostCall ? MailboxLayout.HostCallSlots : MailboxLayout.CallSlots) + _random.Next(5) * MailboxLayout.SlotSize + _random.Next(3) * 4,
                _ => _random.Next(MailboxLayout.Buffer),
            };
            Put(ref writes, at, _random.Next(8), _writer.Number(4096));
        }
        BinaryPrimitives.WriteUInt32LittleEndian(_script, (uint)action);
        BinaryPrimitives.WriteUInt32LittleEndian(_script.AsSpan(4), _random.Next(2) == 0 ? 0xffff_ff00u + (uint)_random.Next(4) : (uint)_random.Next());
        BinaryPrimitives.WriteUInt32LittleEndian(_script.AsSpan(8), _random.Next(16) == 0 ? 3u : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(_script.AsSpan(12), (uint)writes);
        return writes;
    }

    private void Put(ref int writes, int offset, int bytes, ulong value)
    {
        if (writes == MaximumWrites) return;
        var at = _script.AsSpan(HeaderSize + writes++ * WriteSize);
        BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)offset);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], (uint)bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(at[8..], value);
    }

    private void Check(long i)
    {
        _sandbox.Restore();
        var answer = _sandbox.Call<ulong>("Check", (ulong)i);
        if (answer != (ulong)i * 3) throw new InvalidOperationException($"a restored sandbox answers {answer}");
    }

    public void Dispose()
    {
        _sandbox.Dispose();
        _image.Dispose();
    }
}
