namespace Microlight.Wasm.Components.Values;

/// <summary>Elements in an array that nobody else has.</summary>
/// <param name="value">An element as a value.</param>
internal sealed class ItemStore<T>(T[] items, Func<T, WitValue> value) : ItemStore
{
    public ReadOnlyMemory<T> Items => items;
    public override int Count => items.Length;
    public override Type Element => typeof(T);
    public override WitValue this[int index] => value(items[index]);
    public override bool HasSame(ItemStore other) => other is ItemStore<T> same && items.AsSpan().SequenceEqual(same.Items.Span);
    public override Array Copy() => (Array)items.Clone();
}
