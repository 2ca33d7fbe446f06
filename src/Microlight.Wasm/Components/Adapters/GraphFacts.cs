using Microlight.Wasm.Components.Linking;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>What is known of a graph before it runs, so that adapters need not test for what cannot be.</summary>
internal sealed class GraphFacts
{
    private readonly ComponentGraph _graph;
    private readonly HashSet<int> _mayBeBarred = [], _hasContext = [];
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _toSee = new();

    public GraphFacts(ComponentGraph graph)
    {
        _graph = graph;
        foreach (var plan in graph.CoreInstances)
        {
            Throws |= plan.Module.Tags.Length > 0;
            foreach (var import in plan.Imports) See(import);
        }
        foreach (var resource in graph.Resources.Values)
        {
            if (resource.Destructor is { } destructor) See(destructor);
        }
        See(graph.Exports.Values);
    }

    /// <summary>Some module has tags, so that exceptions may come to where a component ends.</summary>
    public bool Throws { get; }

    /// <summary>
    /// Some component instance calls one that it is nested in. Without that none can be entered while it is running, because a component gets
    /// functions only of what was instantiated before it (CanonicalABI.md, component instances).
    /// </summary>
    public bool IsReentrant { get; private set; }

    /// <summary>Whether the instance is ever forbidden to leave: during its realloc and post-return functions.</summary>
    public bool MayBeBarred(int owner) => _mayBeBarred.Contains(owner);

    /// <summary>Whether the instance has context.get or context.set.</summary>
    public bool HasContext(int owner) => _hasContext.Contains(owner);

    /// <summary>The instances that a call enters: the callee's and those around it, without those that the caller is in. −1 is the host.</summary>
    public IEnumerable<int> Entered(int caller, int callee)
    {
        var around = new HashSet<int>();
        for (var i = caller; i >= 0; i = _graph.ComponentInstances[i].Parent) around.Add(i);
        for (var i = callee; i >= 0 && !around.Contains(i); i = _graph.ComponentInstances[i].Parent) yield return i;
    }

    private void See(IEnumerable<LinkItem> exports)
    {
        var open = new Stack<LinkItem>(exports);
        while (open.TryPop(out var item))
        {
            if (item is FunctionItem) See(item);
            else if (item is InstanceItem instance) foreach (var export in instance.Exports.Values) open.Push(export);
        }
    }

    private void See(object item)
    {
        _toSee.Push(item);
        while (_toSee.TryPop(out var next))
        {
            if (!_seen.Add(next)) continue;
            switch (next)
            {
                case LowerItem lower:
                    See(lower.Owner, lower.Context.Realloc);
                    if (lower.Callee is LiftedFunctionItem callee) Call(lower.Owner, callee.Owner);
                    _toSee.Push(lower.Callee);
                    break;
                case LiftedFunctionItem lifted:
                    See(lifted.Owner, lifted.Context.Realloc);
                    See(lifted.Owner, lifted.PostReturn);
                    _toSee.Push(lifted.Core);
                    break;
                case BuiltinItem { Kind: Format.CanonKind.ContextGet or Format.CanonKind.ContextSet } context:
                    _hasContext.Add(context.Owner);
                    break;
                case ResourceItem { Kind: Format.CanonKind.ResourceDrop } drop when _graph.Resources[drop.Resource] is { IsHost: false } plan:
                    Call(drop.Owner, plan.Owner);
                    break;
            }
        }

        void See(int owner, CoreItem? barring)
        {
            if (barring is null) return;
            _mayBeBarred.Add(owner);
            _toSee.Push(barring);
        }
    }

    private void Call(int caller, int callee)
    {
        if (caller != callee && !Entered(caller, callee).Any()) IsReentrant = true;
    }
}
