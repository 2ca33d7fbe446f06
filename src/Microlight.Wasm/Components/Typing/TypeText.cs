using System.Text;

namespace Microlight.Wasm.Components.Typing;

/// <summary>
/// Types of values and functions as text: one form for each, close to WIT, with the structure of named types written out (docs/component-api.md,
/// types as text). Cut after some hundred characters in messages.
/// </summary>
internal static class TypeText
{
    private const int MostOfMessage = 200;
    /// <summary>What is longer ends with a sign that no other text has, so that it is equal to none that anybody wrote.</summary>
    public const int MostOfType = 64 << 10;

    public static string Of(WitType type, int most = MostOfMessage)
    {
        var writer = new Writer(most);
        writer.Append(type);
        return writer.ToString();
    }

    public static string Of(FuncType type, int most = MostOfType)
    {
        var writer = new Writer(most);
        writer.Append(type);
        return writer.ToString();
    }

    public static string Of(Primitive primitive) => primitive == Primitive.ErrorContext ? "error-context" : primitive.ToString().ToLowerInvariant();

    /// <summary>Stops when the text is long enough, whatever the type's size.</summary>
    private readonly struct Writer(int most)
    {
        private readonly StringBuilder _text = new();

        private bool IsFull => _text.Length > most;

        public void Append(FuncType type)
        {
            _text.Append(type.IsAsync ? "async func(" : "func(");
            for (var i = 0; i < type.Parameters.Length && !IsFull; i++)
            {
                if (i > 0) _text.Append(", ");
                _text.Append(type.Parameters[i].Name).Append(": ");
                Append(type.Parameters[i].Type);
            }
            _text.Append(')');
            if (type.Result is null) return;
            _text.Append(" -> ");
            Append(type.Result);
        }

        public void Append(WitType type)
        {
            if (IsFull) return;
            switch (type)
            {
                case WitPrimitive primitive: _text.Append(Of(primitive.Kind)); break;
                case WitRecord record: Members("record", record.Fields.Length, i => (record.Fields[i].Name, record.Fields[i].Type)); break;
                case WitVariant variant: Members("variant", variant.Cases.Length, i => (variant.Cases[i].Name, variant.Cases[i].Type)); break;
                case WitEnum cases: Members("enum", cases.Cases.Length, i => (cases.Cases[i], null)); break;
                case WitFlags flags: Members("flags", flags.Names.Length, i => (flags.Names[i], null)); break;
                case WitTuple: Arguments("tuple", type.Parts); break;
                case WitOption: Arguments("option", type.Parts); break;
                case WitResult { Ok: null, Error: null }: _text.Append("result"); break;
                case WitResult { Error: null } result: Arguments("result", result.Ok); break;
                case WitResult result: Arguments("result", result.Ok, result.Error); break;
                case WitList { Length: { } length } list:
                    _text.Append("list<");
                    Append(list.Element);
                    _text.Append($", {length}>");
                    break;
                case WitList: Arguments("list", type.Parts); break;
                case WitMap: Arguments("map", type.Parts); break;
                case WitHandle handle: _text.Append($"{(handle.IsBorrow ? "borrow" : "own")}<{handle.ResourceName}>"); break;
                case WitChannel { Element: null } channel: _text.Append(channel.IsStream ? "stream" : "future"); break;
                case WitChannel channel: Arguments(channel.IsStream ? "stream" : "future", channel.Element); break;
            }
        }

        public override string ToString() => IsFull ? _text.ToString(0, most) + "…" : _text.ToString();

        private void Members(string keyword, int count, Func<int, (string Name, WitType? Type)> member)
        {
            _text.Append(keyword).Append(" { ");
            for (var i = 0; i < count && !IsFull; i++)
            {
                if (i > 0) _text.Append(", ");
                var (name, type) = member(i);
                _text.Append(name);
                if (type is null) continue;
                _text.Append(": ");
                Append(type);
            }
            _text.Append(" }");
        }

        private void Arguments(string keyword, params ReadOnlySpan<WitType?> types)
        {
            _text.Append(keyword).Append('<');
            for (var i = 0; i < types.Length && !IsFull; i++)
            {
                if (i > 0) _text.Append(", ");
                if (types[i] is { } type) Append(type);
                else _text.Append('_');
            }
            _text.Append('>');
        }
    }
}
