// Runs inside a sandbox: compiled to machine code, with a class library of a few thousand lines and no operating system.
public static partial class Plugin
{
    private static int s_calls;

    [GuestFunction]
    public static int Add(int a, int b) => a + b;

    [GuestFunction]
    public static string Greet(string name)
    {
        s_calls++;
        HostPrint($"greeting number {s_calls}\n");
        return "Hello, " + name + "!";
    }

    /// <summary>A checksum over bytes that the guest looks at where the host put them.</summary>
    [GuestFunction]
    public static uint Adler32(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }
        return b << 16 | a;
    }

    [HostFunction]
    private static partial int HostPrint(string text);
}
