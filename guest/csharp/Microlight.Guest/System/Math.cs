// Comparisons of numbers; what RyuJIT expands by name is in Intrinsics.cs. Transcendental functions are missing.
namespace System;

public static partial class Math
{
    public const double PI = 3.14159265358979323846, E = 2.7182818284590452354;

    public static int Min(int a, int b) => a < b ? a : b;
    public static uint Min(uint a, uint b) => a < b ? a : b;
    public static long Min(long a, long b) => a < b ? a : b;
    public static ulong Min(ulong a, ulong b) => a < b ? a : b;
    public static double Min(double a, double b) => a < b || a != a || (a == b && double.IsNegative(a)) ? a : b;
    public static float Min(float a, float b) => (float)Min((double)a, b);
    public static int Max(int a, int b) => a > b ? a : b;
    public static uint Max(uint a, uint b) => a > b ? a : b;
    public static long Max(long a, long b) => a > b ? a : b;
    public static ulong Max(ulong a, ulong b) => a > b ? a : b;
    public static double Max(double a, double b) => a > b || a != a || (a == b && !double.IsNegative(a)) ? a : b;
    public static float Max(float a, float b) => (float)Max((double)a, b);
    public static int Abs(int value) => value >= 0 ? value : checked(-value);
    public static long Abs(long value) => value >= 0 ? value : checked(-value);
    public static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;
    public static int Sign(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;
    public static int Clamp(int value, int min, int max) => Min(Max(value, min), max);
    public static long Clamp(long value, long min, long max) => Min(Max(value, min), max);
    public static double Clamp(double value, double min, double max) => Min(Max(value, min), max);
    public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);
    public static (long Quotient, long Remainder) DivRem(long left, long right) => (left / right, left % right);
}
