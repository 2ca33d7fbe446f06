// What of C# works: each function returns what the same code returns under .NET.
namespace TestGuest;

using System.Text;

public interface IShape
{
    int Area();
    string Describe() => "shape of " + Area();
}

public sealed class Square(int side) : IShape
{
    public int Area() => side * side;
    public override string ToString() => $"Square({side})";
}

public class Rectangle : IShape
{
    public int Width, Height;
    public virtual int Area() => Width * Height;
    public string Describe() => "rectangle of " + Area();
}

public class Doubled : Rectangle
{
    public override int Area() => 2 * base.Area();
}

public struct Money(long cents) : IEquatable<Money>, IComparable<Money>
{
    public long Cents = cents;
    public bool Equals(Money other) => Cents == other.Cents;
    public int CompareTo(Money other) => Cents.CompareTo(other.Cents);
    public override string ToString() => $"{Cents / 100}.{(Cents % 100).ToString("D2")}";
}

public sealed class Stack<T>
{
    private readonly List<T> _items = new();
    public void Push(T item) => _items.Add(item);
    public T Pop()
    {
        var item = _items[_items.Count - 1];
        _items.RemoveAt(_items.Count - 1);
        return item;
    }
}

public static class Language
{
    private static readonly int[] s_primes = [2, 3, 5, 7, 11];

    [GuestFunction]
    public static string Interfaces()
    {
        IShape[] shapes = [new Square(3), new Rectangle { Width = 2, Height = 5 }, new Doubled { Width = 2, Height = 5 }, new Square(1)];
        var text = new StringBuilder();
        foreach (var shape in shapes) text.Append(shape.Area()).Append(' ').Append(shape.Describe()).Append(shape is Square ? " " + shape : "").Append(';');
        return text.ToString();
    }

    [GuestFunction]
    public static string Generics()
    {
        var numbers = new Stack<int>();
        var texts = new Stack<string>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Push(i);
            texts.Push("t" + i);
        }
        Money[] prices = [new(500), new(99), new(12345)];
        Array.Sort(prices);
        return $"{numbers.Pop()}{texts.Pop()} {Largest(prices)} {Largest<string>(["b", "c", "a"])} {Array.IndexOf(prices, new Money(500))}";
    }

    private static T Largest<T>(ReadOnlySpan<T> items) where T : IComparable<T>
    {
        var largest = items[0];
        foreach (var item in items)
            if (item.CompareTo(largest) > 0) largest = item;
        return largest;
    }

    [GuestFunction]
    public static string Strings(string input)
    {
        var parts = input.Split(',');
        foreach (ref var part in parts.AsSpan()) part = part.Trim();
        return $"[{string.Join("|", parts)}] {input.Length,6} {input.IndexOf("b")} {input.Replace("a", "xyz")} {input.Contains("q")} {input[1..3]} {input[^1]} "
            + $"{input.StartsWith("a")} {input.PadLeft(12, '.')} {255:X4} {-7} {'c'} {true} {1.5} {(string)null}!";
    }

    [GuestFunction]
    public static int Switch(string text) => text switch
    {
        "alpha" => 1, "beta" => 2, "gamma" => 3, "delta" => 4, "epsilon" => 5, "zeta" => 6, "eta" => 7, "theta" => 8, _ => -1,
    };

    [GuestFunction]
    public static string Lambdas(int number)
    {
        Func<int, int> add = x => x + number;
        Func<int, int> twice = static x => x * 2;
        Func<string, int> length = Count;
        Action<int> none = _ => number++;
        none(0);
        return $"{add(1)} {twice(4)} {length("four")} {number}";
    }

    private static int Count(string text) => text.Length;

    [GuestFunction]
    public static int Iterators(int count)
    {
        var sum = 0;
        foreach (var value in Squares(count)) sum += value;
        IEnumerable<int> array = s_primes;
        foreach (var value in array) sum += value;
        foreach (var c in "abc") sum += c - 'a';
        return sum;
    }

    private static IEnumerable<int> Squares(int count)
    {
        for (var i = 0; i < count; i++) yield return i * i;
    }

    [GuestFunction]
    public static string Collections()
    {
        var words = new Dictionary<string, int>();
        foreach (var word in "the cat and the dog and the bird".Split(' ')) words[word] = words.TryGetValue(word, out var count) ? count + 1 : 1;
        words.Remove("cat");
        var text = new StringBuilder();
        foreach (var (word, count) in words) text.Append(word).Append(count);
        for (var i = 0; i < 100; i++) words["w" + i] = i;
        List<int> list = [5, 3, 9];
        list.Insert(1, 7);
        list.AsSpan().Sort();
        foreach (var item in list) text.Append(' ').Append(item);
        return text.Append(' ').Append(words.Count).Append(words["w99"]).ToString();
    }

    [GuestFunction]
    public static string Values()
    {
        int? none = null, some = 5;
        object boxed = 42, text = "text", nothing = none, five = some;
        var (quotient, remainder) = Math.DivRem(17, 5);
        var pair = (Name: "x", Number: 3);
        Span<int> stack = stackalloc int[4];
        for (var i = 0; i < stack.Length; i++) stack[i] = i * i;
        stack.Reverse();
        object[] objects = ["a", 1, 'c'];
        return $"{none ?? -1} {some.Value} {(int)boxed} {text is string} {text is int} {nothing is null} {five} {quotient}r{remainder} {pair.Name}{pair.Number} "
            + $"{stack[0]}{stack[3]} {objects.Length}{objects[1]} {Color.Green} {boxed.Equals(42)} {7.5 % 2} {Math.Sqrt(2)} {Math.Max(1, 2)} {uint.MaxValue} {s_primes[2..4].Length}";
    }

    public record struct Pair(int Number, string Text);

    [GuestFunction]
    public static string Records()
    {
        var pair = new Pair(3, "three");
        return $"{pair} {pair == new Pair(3, "thr" + "ee")} {pair.Equals(pair with { Number = 4 })}";
    }

    [GuestFunction]
    public static string Finally()
    {
        var text = new StringBuilder();
        try
        {
            text.Append("try ");
        }
        finally
        {
            text.Append("finally");
        }
        return text.ToString();
    }

    [GuestFunction] public static string FormatDouble(double value) => value.ToString();
    [GuestFunction] public static string FormatSingle(float value) => value.ToString();
    [GuestFunction] public static string FormatInt64(long value) => value.ToString() + value.ToString("X") + value.ToString("D5");
    [GuestFunction] public static double Remainder(double x, double y) => x % y;
    [GuestFunction] public static long ParseInt64(string text) => long.TryParse(text, out var value) ? value : -77;

    [GuestFunction] public static byte[] ToUtf8(string text) => Encoding.UTF8.GetBytes(text);
    [GuestFunction] public static string FromUtf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
