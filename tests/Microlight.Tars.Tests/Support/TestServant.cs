using System.Text;
using Trial;

namespace Microlight.Tars.Tests.Support;

/// <summary>The servant of the tests.</summary>
internal sealed class TestServant : EchoServant
{
    private int _count;

    /// <summary>Set when a call of Wait begins.</summary>
    public SemaphoreSlim Waiting { get; } = new(0);

    /// <summary>How often Count was called.</summary>
    public int Counted => Volatile.Read(ref _count);

    public override ValueTask<Everything> EverythingAsync(Everything value, TarsCall call) => new(value);

    public override ValueTask<(int Result, bool Oa, sbyte Ob, byte Oc, short Od, ushort Oe, int Of, uint Og, long Oh, float Oi, double Oj, string Ok, Color Ol)> ScalarsAsync(
        bool a, sbyte b, byte c, short d, ushort e, int f, uint g, long h, float i, double j, string k, Color l, TarsCall call) => new((12, a, b, c, d, e, f, g, h, i, j, k, l));

    public override ValueTask<(List<int> Result, byte[] OutBytes, Dictionary<string, Scalars> OutMap)> ListsAsync(byte[] bytes, List<int> numbers, Dictionary<string, Scalars> mapped, TarsCall call)
    {
        numbers.Reverse();
        return new((numbers, bytes, mapped));
    }

    public override ValueTask<(int Result, int Remainder)> DivideAsync(int dividend, int divisor, TarsCall call) => new((dividend / divisor, dividend % divisor));

    public override ValueTask NothingAsync(TarsCall call) => default;

    public override ValueTask<(int Length, string Reversed)> SwapAsync(string text, int number, TarsCall call) =>
        new((text.Length + number, new string([.. text.Reverse()])));

    public override ValueTask<string> GreetAsync(string name, TarsCall call) => new($"Hello, {name}!");

    public override async ValueTask<int> WaitAsync(int milliseconds, bool heeds, TarsCall call)
    {
        var token = heeds ? call.CancellationToken : CancellationToken.None;
        Waiting.Release();
        await Task.Delay(milliseconds, token);
        return milliseconds;
    }

    public override ValueTask<int> CountAsync(TarsCall call) => new(Interlocked.Increment(ref _count));

    public override ValueTask FailAsync(int code, string message, TarsCall call) => code == 0 ? throw new InvalidOperationException(message) : throw new TarsException((TarsReturnCode)code, message);

    public override ValueTask<string> ContextAsync(string name, TarsCall call)
    {
        var value = call.Context.GetValueOrDefault(name, "");
        call.ResponseContext[name] = value;
        call.ResponseStatus["STATUS_SEEN"] = Encoding.UTF8.GetByteCount(value).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(value);
    }
}
