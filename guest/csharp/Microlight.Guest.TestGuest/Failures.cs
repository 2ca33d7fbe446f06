namespace TestGuest;

public static class Failures
{
    [GuestFunction] public static void Throw(string text) => throw new InvalidOperationException("refused: " + text);
    [GuestFunction] public static int Index(int index) => (new int[3])[index];
    [GuestFunction] public static int Character(string text, int index) => text[index];
    [GuestFunction] public static string Cast(int number) => (string)(object)number;
    [GuestFunction] public static int Overflow(int number) => checked(number * 2);
    [GuestFunction] public static int Divide(int number, int by) => number / by;
    [GuestFunction] public static string Null() => null;
    [GuestFunction] public static int Dereference(bool no) => (no ? null : "x").Length;
    [GuestFunction] public static int Recurse(int depth) => depth == -1 ? 0 : Recurse(depth + 1) + 1;
    [GuestFunction] public static string TooLong(int length) => new('x', length);
}
