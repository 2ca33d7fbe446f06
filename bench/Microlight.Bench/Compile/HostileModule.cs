namespace Microlight.Bench.Compile;

/// <summary>Modules of one function whose shape makes careless compilers take time or memory that grows faster than the module does.</summary>
internal static class HostileModule
{
    /// <summary>60,000 conditions one after another: <c>if (x &amp; i) x = x + i</c>.</summary>
    public static byte[] Ifs()
    {
        var code = new List<byte>();
        for (var i = 0; i < 60_000; i++)
        {
            Add(code, 0x20, 0, 0x41);
            AddInteger(code, i);
            Add(code, 0x71, 0x04, 0x40, 0x20, 0, 0x41);
            AddInteger(code, i);
            Add(code, 0x6a, 0x21, 0, 0x0b);
        }
        return Module(code, locals: 0);
    }

    /// <summary>5,000 blocks within one another; each is left early if x, and each changes x at its end.</summary>
    public static byte[] Blocks()
    {
        const int Depth = 5000;
        var code = new List<byte>();
        for (var i = 0; i < Depth; i++) Add(code, 0x02, 0x40);
        for (var i = 0; i < Depth; i++) Add(code, 0x20, 0, 0x0d, 0, 0x20, 0, 0x41, 3, 0x6a, 0x21, 0, 0x0b);
        return Module(code, locals: 0);
    }

    /// <summary>One and a half megabytes of operations, each on the result of the one before: <c>y = y * x ^ x</c>.</summary>
    public static byte[] Chain()
    {
        var code = new List<byte>();
        Add(code, 0x20, 0);
        for (var i = 0; i < 250_000; i++) Add(code, 0x20, 0, 0x6c, 0x20, 0, 0x73);
        Add(code, 0x21, 0);
        return Module(code, locals: 0);
    }

    /// <summary>50,000 locals, all alive from the first half of the function to the second.</summary>
    public static byte[] Locals()
    {
        const int Count = 49_999;
        var code = new List<byte>();
        for (uint i = 1; i <= Count; i++)
        {
            Add(code, 0x20, 0, 0x41);
            AddInteger(code, (int)i);
            Add(code, 0x6c, 0x21);
            AddUnsigned(code, i);
        }
        for (uint i = 1; i <= Count; i++)
        {
            Add(code, 0x20, 0, 0x20);
            AddUnsigned(code, i);
            Add(code, 0x73, 0x21, 0);
        }
        return Module(code, Count);
    }

    /// <summary>A module that exports one function (i32) → i32, which ends by returning its parameter (spec 5.5).</summary>
    private static byte[] Module(List<byte> code, uint locals)
    {
        var body = new List<byte>();
        Add(body, 1);
        AddUnsigned(body, locals);
        Add(body, 0x7f);
        body.AddRange(code);
        Add(body, 0x20, 0, 0x0b);
        var section = new List<byte> { 1 };
        AddUnsigned(section, (uint)body.Count);
        section.AddRange(body);
        var module = new List<byte>();
        Add(module, 0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
        Add(module, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f);
        Add(module, 3, 2, 1, 0);
        Add(module, 7, 7, 1, 3, 0x72, 0x75, 0x6e, 0, 0);
        Add(module, 10);
        AddUnsigned(module, (uint)section.Count);
        module.AddRange(section);
        return [.. module];
    }

    private static void Add(List<byte> bytes, params ReadOnlySpan<byte> more) => bytes.AddRange(more);

    private static void AddUnsigned(List<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static void AddInteger(List<byte> bytes, int value)
    {
        for (; value is < -64 or > 63; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)(value & 0x7f));
    }
}
