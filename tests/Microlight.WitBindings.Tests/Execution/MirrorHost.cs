using System.Text;
using Microlight.Wasm.Bindings;
using Test.Mirror;

namespace Microlight.WitBindings.Tests.Execution;

/// <summary>Implements what mirror imports: every function gives back what it is given, the asynchronous ones later.</summary>
internal sealed class MirrorHost(bool waits = false) : IMirror, IThings, IMirroredWorld
{
    public sealed class NamedThing(string name, MirrorHost host) : Thing
    {
        public string Text => name;
        public bool IsDisposed { get; private set; }
        public override ValueTask<string> NameAsync(CancellationToken cancellationToken = default) => host.Give(name);

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }
    }

    /// <summary>The last argument of nothing in particular.</summary>
    public Thing? Seen { get; private set; }
    public int Calls { get; private set; }

    public ValueTask<(byte, sbyte, ushort, short, uint, int, ulong, long, float, double, bool, Rune)> NumbersAsync(byte a, sbyte b, ushort c, short d, uint e, int f, ulong g, long h, float i, double j,
        bool k, Rune l, CancellationToken cancellationToken = default) => Give((a, b, c, d, e, f, g, h, i, j, k, l));

    public ValueTask<string> TextAsync(string x, CancellationToken cancellationToken = default) => Give(x);
    public ValueTask<ReadOnlyMemory<byte>> BytesAsync(ReadOnlyMemory<byte> x, CancellationToken cancellationToken = default) => Give(x);

    public ValueTask<(IReadOnlyList<short>, IReadOnlyList<double>, IReadOnlyList<bool>, IReadOnlyList<Rune>, IReadOnlyList<IReadOnlyList<string>>)> ListsAsync(IReadOnlyList<short> a, IReadOnlyList<double> b,
        IReadOnlyList<bool> c, IReadOnlyList<Rune> d, IReadOnlyList<IReadOnlyList<string>> e, CancellationToken cancellationToken = default) => Give((a, b, c, d, e));

    public ValueTask<(byte?, string?, WitOption<ulong?>, WitOption<WitOption<string?>>, IReadOnlyList<Point?>)> OptionsAsync(byte? a, string? b, WitOption<ulong?> c, WitOption<WitOption<string?>> d,
        IReadOnlyList<Point?> e, CancellationToken cancellationToken = default) => Give((a, b, c, d, e));

    public ValueTask<(WitResult<WitUnit, WitUnit>, WitResult<byte, WitUnit>, WitResult<WitUnit, string>, WitResult<IReadOnlyList<ulong>, Person>)> ResultsAsync(WitResult<WitUnit, WitUnit> a,
        WitResult<byte, WitUnit> b, WitResult<WitUnit, string> c, WitResult<IReadOnlyList<ulong>, Person> d, CancellationToken cancellationToken = default) => Give((a, b, c, d));

    public ValueTask<WitResult<string, Color>> AnswerAsync(WitResult<string, Color> x, CancellationToken cancellationToken = default) => Give(x);
    public ValueTask<(Point, Person, Outline)> RecordsAsync(Point a, Person b, Outline c, CancellationToken cancellationToken = default) => Give((a, b, c));
    public ValueTask<(Shape, Color, Styles, Many)> VariantsAsync(Shape a, Color b, Styles c, Many d, CancellationToken cancellationToken = default) => Give((a, b, c, d));
    public ValueTask<IReadOnlyList<Shape>> ShapesAsync(IReadOnlyList<Shape> x, CancellationToken cancellationToken = default) => Give(x);

    public ValueTask NothingAsync(CancellationToken cancellationToken = default)
    {
        Calls++;
        return default;
    }

    public ValueTask<Thing> OwnedAsync(Thing x, CancellationToken cancellationToken = default) => Give(Seen = x);

    public ValueTask<string> BorrowedAsync(Thing x, CancellationToken cancellationToken = default)
    {
        Seen = x;
        return x.NameAsync(cancellationToken);
    }

    public ValueTask<(IReadOnlyList<Box>, Gift)> BoxesAsync(IReadOnlyList<Box> a, Gift b, CancellationToken cancellationToken = default) => Give((a, b));
    public ValueTask<uint> NoteAsync(string text, CancellationToken cancellationToken = default) => Give((uint)text.Length);

    public ValueTask<Thing> CreateThingAsync(string name, CancellationToken cancellationToken = default) => Give<Thing>(new NamedThing(name, this));
    public async ValueTask<Thing> ThingJoinAsync(Thing a, Thing b, CancellationToken cancellationToken = default) => new NamedThing(await a.NameAsync(cancellationToken) + await b.NameAsync(cancellationToken), this);

    public async ValueTask<T> Give<T>(T value)
    {
        Calls++;
        if (waits) await Task.Yield();
        return value;
    }
}
