using System.Globalization;
using System.Text;
using Microlight.Diagnostics;

namespace Microlight.Profiling;

/// <summary>Samples by their stacks: a node for each function in each place that it was called from.</summary>
internal sealed class SampleTree
{
    /// <summary>Most nodes. Stacks that would need more are noted as far out as there are nodes: a guest decides how many stacks it has.</summary>
    public const int MaximumNodes = 200_000;
    private const string Unknown = "[unknown]";

    private readonly Node _root = new("", null);
    private int _nodes;

    public long Samples { get; private set; }

    public void Add(ReadOnlySpan<GuestFrame> frames, long weight)
    {
        // The host calls a function through a stub, which has the function's name.
        if (frames.Length >= 2 && frames[^1].Function is { } outermost && outermost == frames[^2].Function) frames = frames[..^1];
        var node = _root;
        for (var i = frames.Length - 1; i >= 0; i--)
        {
            var name = frames[i].Function ?? Unknown;
            if (!node.Calls.TryGetValue(name, out var next))
            {
                if (_nodes == MaximumNodes) break;
                _nodes++;
                node.Calls.Add(name, next = new Node(GuestText.Short(name), node));
            }
            node = next;
        }
        if (node == _root) return;
        node.Self += weight;
        Samples += weight;
    }

    public IReadOnlyList<GuestProfileFunction> Functions()
    {
        var self = new Dictionary<string, long>();
        var total = new Dictionary<string, long>();
        var seen = new HashSet<string>();
        foreach (var node in Nodes())
        {
            if (node.Self == 0) continue;
            self[node.Name] = self.GetValueOrDefault(node.Name) + node.Self;
            seen.Clear();
            for (var at = node; at != _root; at = at.Caller!)
                if (seen.Add(at.Name)) total[at.Name] = total.GetValueOrDefault(at.Name) + node.Self;
        }
        return [.. total.Select(t => new GuestProfileFunction(t.Key, self.GetValueOrDefault(t.Key), t.Value))
            .OrderByDescending(f => f.Self).ThenByDescending(f => f.Total).ThenBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>One line a stack, as <see cref="GuestProfile.WriteFolded"/> has it.</summary>
    public string Folded()
    {
        var lines = new List<string>();
        var names = new List<string>();
        foreach (var node in Nodes())
        {
            if (node.Self == 0) continue;
            names.Clear();
            // What separates functions in a line cannot be part of a name in it.
            for (var at = node; at != _root; at = at.Caller!) names.Add(at.Name.Replace(';', ':'));
            names.Reverse();
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{string.Join(';', names)} {node.Self}"));
        }
        lines.Sort(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var line in lines) text.Append(line).Append('\n');
        return text.ToString();
    }

    private List<Node> Nodes()
    {
        var nodes = new List<Node>(_nodes + 1) { _root };
        for (var i = 0; i < nodes.Count; i++) nodes.AddRange(nodes[i].Calls.Values);
        return nodes;
    }

    private sealed class Node(string name, Node? caller)
    {
        public string Name { get; } = name;
        public Node? Caller { get; } = caller;
        public Dictionary<string, Node> Calls { get; } = [];
        public long Self { get; set; }
    }
}
