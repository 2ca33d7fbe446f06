using System.Buffers.Binary;
using Microlight.Tars;
using Microlight.Tars.Tests.Support;

namespace Microlight.Fuzz.Frames;

/// <summary>Makes mutated packets of TARS: whole ones, mostly with a length that fits again, so that what is behind it is looked at, or those whose parameters alone are mutated.</summary>
internal sealed class FrameMutator(IReadOnlyList<TarsRequest> seeds, Random random)
{
    private static readonly byte[] s_interesting = [0, 1, 0x7f, 0x80, 0xff, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x16, 0x1d, 0xf0];

    public byte[] Next()
    {
        var request = seeds[random.Next(seeds.Count)];
        if (random.Next(3) > 0) return TestFrames.Of(request with { Body = Mutate(request.Body.ToArray()) });
        var bytes = Mutate(TestFrames.Of(request));
        if (bytes.Length >= 4 && random.Next(16) != 0) BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
        return bytes;
    }

    private byte[] Mutate(byte[] bytes)
    {
        var mutated = bytes.ToList();
        for (var n = 1 + random.Next(random.Next(2) == 0 ? 2 : 8); n > 0; n--) Mutate(mutated);
        return [.. mutated];
    }

    private void Mutate(List<byte> frame)
    {
        if (frame.Count == 0)
        {
            frame.Add((byte)random.Next(256));
            return;
        }
        var at = random.Next(frame.Count);
        switch (random.Next(9))
        {
            case 0: frame[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: frame[at] = (byte)random.Next(256); break;
            case 2: frame[at] = s_interesting[random.Next(s_interesting.Length)]; break;
            case 3: frame[at] = (byte)((frame[at] & 0xf0) | random.Next(16)); break; // another wire type
            case 4: frame.RemoveRange(at, Math.Min(random.Next(1, 9), frame.Count - at)); break;
            case 5: frame.Insert(at, s_interesting[random.Next(s_interesting.Length)]); break;
            case 6: frame.RemoveRange(at, frame.Count - at); break;
            case 7:
                var copy = frame.GetRange(at, Math.Min(random.Next(1, 40), frame.Count - at));
                frame.InsertRange(random.Next(frame.Count), copy);
                break;
            default:
                // Nesting, as deep as it likes.
                byte[] nest = random.Next(3) switch { 0 => [0x0a], 1 => [0x09, 0x00, 0x01], _ => [0x08, 0x00, 0x01] };
                frame.InsertRange(at, Enumerable.Repeat(nest, random.Next(1, 100)).SelectMany(b => b));
                break;
        }
    }
}
