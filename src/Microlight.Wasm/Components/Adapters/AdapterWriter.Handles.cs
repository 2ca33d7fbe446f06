using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Handles and the canonical functions of resources (CanonicalABI.md, resource state, canon resource.new, resource.drop, resource.rep).</summary>
internal sealed partial class AdapterWriter
{
    /// <summary>A handle's index, or rep, as the other side has it: an expression.</summary>
    private string Handle(WitHandle handle, AdapterContext from, AdapterContext to, string value)
    {
        var resource = handle.Resource.Resource;
        if (!from.IsHost) value = $"(call {State(handle.IsBorrow ? "lend" : "take")} {Key(from.Owner, resource)} {value})";
        // The instance that implements a resource gets what it borrows as its rep.
        if (to.IsHost || handle.IsBorrow && _graph.Resources[resource].Owner == to.Owner) return value;
        return handle.IsBorrow ? $"(call {State("borrow")} {Key(to.Owner, resource)} {value})" : $"(call {State("add")} {Key(to.Owner, resource)} {value} (i32.const 0))";
    }

    private string Key(int owner, Resource resource) => $"{FunctionText.I32(Table(owner))} {FunctionText.I32(_resources[resource])}";

    private void NewResource(FunctionText f, ResourceItem item)
    {
        var rep = f.Parameter();
        f.Result();
        CheckMayLeave(f, item.Owner);
        f.Line($"(call {State("add")} {Key(item.Owner, item.Resource)} {FunctionText.Get(rep)} (i32.const 0))");
    }

    private void ResourceRep(FunctionText f, ResourceItem item)
    {
        var index = f.Parameter();
        f.Result();
        f.Line($"(call {State("rep")} {Key(item.Owner, item.Resource)} {FunctionText.Get(index)})");
    }

    private void DropResource(FunctionText f, ResourceItem item)
    {
        var index = f.Parameter();
        var (rep, isOwned) = (f.Local(), f.Local());
        CheckMayLeave(f, item.Owner);
        f.CallFor($"(call {State("drop")} {Key(item.Owner, item.Resource)} {FunctionText.Get(index)})", rep, isOwned);
        f.Line($"(if {FunctionText.Get(isOwned)} (then");
        Destroy(f, item.Owner, _graph.Resources[item.Resource], rep);
        f.Line("))");
    }

    /// <summary>Calls a resource's destructor, or tells the host that nobody has the handle any more.</summary>
    private void Destroy(FunctionText f, int caller, ResourcePlan plan, string rep)
    {
        if (plan.IsHost)
        {
            f.Line($"(call {_module.HostFunction(ModuleName(plan.Path), HostEdge.DropPrefix + plan.Path[^1], "(param i32)")} {FunctionText.Get(rep)})");
            return;
        }
        if (plan.Destructor is not { } destructor) return;
        Enter(f, caller, plan.Owner);
        var context = SaveContext(f, plan.Owner);
        Guarded(f, "", () => f.Line($"(call {Core(destructor, "(param i32)")} {FunctionText.Get(rep)})"));
        RestoreContext(f, plan.Owner, context);
        Leave(f, caller, plan.Owner);
    }

    /// <summary>The function with which the host drops an owned handle of a resource of the guest.</summary>
    public void ExportDestructor(Resource resource, string name)
    {
        var plan = _graph.Resources[resource];
        if (plan.IsHost) return;
        var id = Function(("destructor", resource), HostEdge.DropPrefix, "(param i32)", f => Destroy(f, -1, plan, f.Parameter()));
        WritePending();
        _module.Export(id, name);
    }
}
