using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text;
using Microlight.Abi;
using Microlight.Tests.Guests;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// An image of imports only, with random signatures and those of <see cref="TypedFunctions"/>, and host functions for them that keep what they
/// were called with.
/// </summary>
internal sealed class HostCallTarget
{
    private const ulong Tables = GuestLayout.ImageBase;

    public HostCallTarget(Random random, int imports)
    {
        var strings = new MemoryStream();
        var records = new List<ulong>();
        for (var i = 0; i < imports; i++)
        {
            var signature = RandomSignature(random);
            Functions.Add(("fuzz", "f" + i), signature, Serve);
            Declare("f" + i, signature, new int[signature.Parameters.Count]);
        }
        foreach (var (name, signature, sizes) in TypedFunctions.AddTo(Functions, this)) Declare(name, GuestSignature.TryParse(signature)!, sizes);
        var section = new byte[records.Count * 8];
        for (var i = 0; i < records.Count; i++) BinaryPrimitives.WriteUInt64LittleEndian(section.AsSpan(i * 8), records[i]);
        Image = GuestImage.FromBytes(new ElfWriter()
            .Segment(Tables, strings.ToArray(), ElfWriter.Read)
            .Section(".microlight.abi", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            .Section(".microlight.imports", section)
            .ToArray(), "fuzz");

        void Declare(string name, GuestSignature signature, int[] sizes)
        {
            Signatures.Add(signature);
            Sizes.Add(sizes);
            records.AddRange([Text("fuzz"), Text(name), Text(signature.ToString())]);
        }

        ulong Text(string text)
        {
            var at = Tables + (ulong)strings.Length;
            strings.Write(Encoding.UTF8.GetBytes(text + "\0"));
            return at;
        }
    }

    public GuestImage Image { get; }
    public List<GuestSignature> Signatures { get; } = [];
    /// <summary>For each parameter the one length that its payload may have, 0 for any.</summary>
    public List<int[]> Sizes { get; } = [];
    public HostFunctions Functions { get; } = new();

    /// <summary>The arguments of the last call; null if none arrived.</summary>
    public GuestValue[]? Arguments { get; set; }

    /// <summary>What the functions return: payloads of so many bytes.</summary>
    public int ResultBytes { get; set; }

    public static GuestSignature RandomSignature(Random random)
    {
        GuestType[] Types() => [.. Enumerable.Range(0, random.Next(16) == 0 ? 128 : random.Next(6)).Select(_ => RandomType(random))];
        return new GuestSignature(Types(), Types());
    }

    private static GuestType RandomType(Random random)
    {
        // Payloads are where the danger is.
        if (random.Next(3) == 0) return random.Next(2) == 0 ? GuestType.String : GuestType.Bytes;
        var types = Enum.GetValues<GuestType>();
        return types[random.Next(1, types.Length)];
    }

    private void Serve(HostCall call, ReadOnlySpan<GuestValue> arguments, Span<GuestValue> results)
    {
        Arguments = arguments.ToArray();
        var types = CurrentResults(arguments.Length, results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = types[i] switch
            {
                GuestType.String => new string('x', ResultBytes),
                GuestType.Bytes => new byte[ResultBytes],
                GuestType.Vector128 => Vector128.Create((byte)1),
                _ => GuestValue.FromBits(types[i], 1),
            };
        }
    }

    /// <summary>The number of the import that is being called.</summary>
    public int Current { get; set; }

    private IReadOnlyList<GuestType> CurrentResults(int arguments, int results)
    {
        var signature = Signatures[Current];
        if (signature.Parameters.Count != arguments || signature.Results.Count != results) throw new InvalidOperationException("the wrong host function was called");
        return signature.Results;
    }
}
