using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Microlight.Wasm.Components;

/// <content>Values of several parts.</content>
public abstract partial record WitValue
{
    /// <summary>A record.</summary>
    public sealed record Record : WitValue
    {
        /// <param name="fields">Each with its label, in any order.</param>
        /// <exception cref="ArgumentException">Two have one label.</exception>
        public Record(params ReadOnlySpan<(string Name, WitValue Value)> fields)
        {
            Fields = fields.ToImmutableArray();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (name, value) in fields)
            {
                ArgumentNullException.ThrowIfNull(value, nameof(fields));
                if (!names.Add(name)) throw new ArgumentException($"The record has the field '{name}' twice.", nameof(fields));
            }
        }

        private Record(ImmutableArray<(string, WitValue)> fields) => Fields = fields;

        /// <summary>Takes over fields whose labels are known to differ.</summary>
        internal static Record Of((string Name, WitValue Value)[] fields) => new(ImmutableCollectionsMarshal.AsImmutableArray(fields));

        /// <summary>The fields, in the order they were given in.</summary>
        public ImmutableArray<(string Name, WitValue Value)> Fields { get; }

        /// <summary>A field's value.</summary>
        /// <exception cref="KeyNotFoundException">There is no such field.</exception>
        public WitValue this[string name] => Find(name) ?? throw new KeyNotFoundException($"The record has no field '{name}'.");

        internal WitValue? Find(string name)
        {
            foreach (var (label, value) in Fields)
            {
                if (label == name) return value;
            }
            return null;
        }

        internal override string Noun => "record";

        /// <summary>The same fields with equal values, in whatever order.</summary>
        public bool Equals(Record? other)
        {
            if (other is null || other.Fields.Length != Fields.Length) return false;
            for (var i = 0; i < Fields.Length; i++)
            {
                var (name, value) = Fields[i];
                var counterpart = other.Fields[i].Name == name ? other.Fields[i].Value : other.Find(name);
                if (!value.Equals(counterpart)) return false;
            }
            return true;
        }

        public override int GetHashCode() => Fields.Aggregate(Fields.Length, (hash, field) => hash + HashCode.Combine(field.Name, field.Value));
    }

    /// <summary>A tuple.</summary>
    public sealed record Tuple : WitValue
    {
        /// <param name="items">By position.</param>
        public Tuple(params ReadOnlySpan<WitValue> items)
        {
            Items = items.ToImmutableArray();
            foreach (var item in items) ArgumentNullException.ThrowIfNull(item, nameof(items));
        }

        private Tuple(ImmutableArray<WitValue> items) => Items = items;

        /// <summary>Takes over the items.</summary>
        internal static Tuple Of(WitValue[] items) => new(ImmutableCollectionsMarshal.AsImmutableArray(items));

        /// <summary>By position.</summary>
        public ImmutableArray<WitValue> Items { get; }

        internal override string Noun => "tuple";
        public bool Equals(Tuple? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());
        public override int GetHashCode() => Items.Aggregate(Items.Length, HashCode.Combine);
    }
}
