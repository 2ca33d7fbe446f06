using System.Collections;
using Microlight.Wasm.Components.Values;

namespace Microlight.Wasm.Components;

/// <content>Lists.</content>
public abstract partial record WitValue
{
    /// <summary>
    /// A list, of any or of fixed length. One of numbers is an array of them inside, from which <see cref="Numbers{T}"/> takes nothing apart. A map is a
    /// list of tuples of key and value.
    /// </summary>
    public sealed record List : WitValue, IReadOnlyList<WitValue>
    {
        /// <summary>Numbers if all elements are of one numeric kind, so that equal lists are alike inside.</summary>
        private readonly ItemStore _items;

        private List(ItemStore items) => _items = items;

        /// <param name="items">The elements; a list's are all of one type.</param>
        public List(params IEnumerable<WitValue> items) => _items = ItemStore.Of([.. items]);

        /// <summary>The list without elements.</summary>
        public static List Empty { get; } = new(Array.Empty<WitValue>());

        /// <summary>How many elements it has.</summary>
        public int Count => _items.Count;

        /// <summary>An element.</summary>
        /// <exception cref="IndexOutOfRangeException">There is none.</exception>
        public WitValue this[int index] => _items[index];

        /// <summary>The numbers of a list of them; empty for an empty list.</summary>
        /// <exception cref="InvalidCastException">It is a list of something else.</exception>
        public ReadOnlyMemory<T> Numbers<T>() where T : unmanaged => TryGetNumbers<T>(out var numbers)
            ? numbers
            : throw new InvalidCastException($"The list is one of {_items[0].Noun}, not of {typeof(T).Name}.");

        /// <summary>As <see cref="Numbers{T}"/>, or false where it is a list of something else.</summary>
        public bool TryGetNumbers<T>(out ReadOnlyMemory<T> numbers) where T : unmanaged
        {
            var store = _items as ItemStore<T>;
            numbers = store is null ? default : store.Items;
            return store is not null || Count == 0;
        }

        /// <summary>An array of the numbers if that is what <typeparamref name="T"/> is, else null.</summary>
        internal object? ToArray<T>() => Count == 0 ? ItemStore.EmptyArray(typeof(T)) : _items.Copy() is var copy && copy.GetType() == typeof(T) ? copy : null;

        /// <summary>Takes over the array.</summary>
        internal static List OfNumbers<T>(T[] numbers) where T : unmanaged => new(ItemStore.Of(numbers));

        /// <summary>Whether every element is in an array of numbers of that type.</summary>
        internal bool AreNumbers(Type type) => Count == 0 || _items.Element == type;

        public IEnumerator<WitValue> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return _items[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal override string Noun => "list";
        public bool Equals(List? other) => other is not null && (Count == 0 ? other.Count == 0 : _items.HasSame(other._items));
        public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, _items[0], _items[Count - 1]);
    }
}
