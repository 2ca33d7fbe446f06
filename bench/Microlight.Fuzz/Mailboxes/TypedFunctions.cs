using System.Runtime.InteropServices;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>Host functions as plain delegates: each way in which a type crosses. They tell the target what they were called with.</summary>
internal static class TypedFunctions
{
    [StructLayout(LayoutKind.Sequential)]
    private record struct Point(double X, double Y, long Id); // no padding: the JIT need not copy that

    private enum Small : byte { None }

    /// <summary>Registers them; their names, signatures and, for parameters that are structs, sizes in bytes (0 for others).</summary>
    public static IEnumerable<(string Name, string Signature, int[] Sizes)> AddTo(HostFunctions functions, HostCallTarget target)
    {
        functions.Add(("fuzz", "texts"), (string a, byte[] b, ReadOnlyMemory<byte> c) =>
        {
            target.Arguments = [a, b, c.ToArray()];
            return new string('x', target.ResultBytes);
        });
        yield return ("texts", "syy>s", [0, 0, 0]);
        functions.Add(("fuzz", "spans"), (ReadOnlySpan<byte> a, int b, Span<byte> c) =>
        {
            target.Arguments = [a.ToArray(), b, c.ToArray()];
            return new byte[target.ResultBytes];
        });
        yield return ("spans", "yiy>y", [0, 0, 0]);
        functions.Add(("fuzz", "struct"), (Point a, bool b, Point c) =>
        {
            target.Arguments = [Bytes(a), b, Bytes(c)];
            return c;
        });
        yield return ("struct", "yby>y", [24, 0, 24]);
        functions.Add(("fuzz", "narrow"), (sbyte a, byte b, short c, ushort d, Small e) =>
        {
            target.Arguments = [a, b, c, d, (byte)e];
            return a;
        });
        yield return ("narrow", "cChHC>c", [0, 0, 0, 0, 0]);
        functions.Add(("fuzz", "wide"), (uint a, long b, ulong c, float d, double e) => { target.Arguments = [a, b, c, d, e]; });
        yield return ("wide", "uIUfd>", [0, 0, 0, 0, 0]);
    }

    private static byte[] Bytes(Point point) => MemoryMarshal.AsBytes(new ReadOnlySpan<Point>(in point)).ToArray();
}
