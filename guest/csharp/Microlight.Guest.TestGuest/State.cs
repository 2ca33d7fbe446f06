// The heap: what outlives a call, what does not, and what happens to who mixes them up.
namespace TestGuest;

public sealed class Node
{
    public Node Next;
    public string Text;
}

public static partial class State
{
    private static int s_count;
    private static int s_initialized;
    private static string s_text = "initial";
    private static readonly List<string> s_kept = new();
    private static readonly Node s_root = new() { Text = "root" };
    private static object s_object;
    private static Func<int, int> s_function;
    private static readonly Dictionary<string, int> s_numbers = new();

    [GuestInitialize]
    internal static void Initialize()
    {
        s_initialized++;
        s_numbers["one"] = 1;
        s_numbers["two"] = 2;
    }

    [GuestFunction] public static int Count() => ++s_count;
    [GuestFunction] public static int Initialized() => s_initialized * 100 + s_numbers["one"] + s_numbers["two"];
    [GuestFunction] public static string Text() => s_text;

    [GuestFunction]
    public static int Keep(string text)
    {
        using (GuestHeap.Permanent()) s_kept.Add(text.Substring(0, text.Length - 1) + text[text.Length - 1]);
        return s_kept.Count;
    }

    [GuestFunction] public static string Kept() => string.Join(",", s_kept.AsSpan());

    // Mistakes: an object of the call in a static field, in an object that outlives the call, in an array, by a copy of a structure.
    [GuestFunction] public static void StoreInStatic(string text) => s_text = text + "?";
    [GuestFunction] public static void StoreInObject(string text) => s_root.Next = new Node { Text = text };
    [GuestFunction] public static void StoreInList(string text) => s_kept.Add(text + "?");
    [GuestFunction] public static void StoreCapturing(int number) => s_function = x => x + number;

    // No mistakes.
    [GuestFunction] public static void StoreLiteral() => s_text = "literal";
    [GuestFunction] public static void StoreBoxPermanently(int number) { using (GuestHeap.Permanent()) s_object = number; }
    [GuestFunction] public static int StoredBox() => (int)s_object;

    [GuestFunction]
    public static int CallLambda(int number)
    {
        // The compiler keeps this delegate in a static field at its first use.
        s_function = x => x * 3;
        return s_function(number);
    }

    [GuestFunction] public static int CallStoredLambda(int number) => s_function(number);

    /// <summary>Makes that many strings and returns the last.</summary>
    [GuestFunction]
    public static string Garbage(int count)
    {
        var text = "";
        for (var i = 0; i < count; i++) text = "string number " + i;
        return text;
    }

    /// <summary>A list as long as the number says; each is 32 bytes or so.</summary>
    [GuestFunction]
    public static int Chain(int length)
    {
        Node first = null;
        for (var i = 0; i < length; i++) first = new Node { Next = first };
        var count = 0;
        for (; first is not null; first = first.Next) count++;
        return count;
    }

    /// <summary>1 if all of a large new array is zero.</summary>
    [GuestFunction]
    public static bool IsNewMemoryZero(int bytes)
    {
        var array = new byte[bytes];
        foreach (var value in array)
            if (value != 0) return false;
        new Span<byte>(array).Fill(0xff);
        return true;
    }


    [GuestFunction] public static ulong Generation() => GuestHeap.Generation;
}
