using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Components.Linking;

/// <summary>Canonical definitions, and what is refused because nothing runs it yet: only if core code or the host can reach it.</summary>
internal sealed partial class ComponentLinker
{
    private readonly HashSet<object> _reached = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _toReach = new();

    private static FunctionItem Lift(LinkFrame frame, CanonDefinition canon)
    {
        var type = (FuncType)frame.Types[(int)canon.Type];
        var options = CanonOptions.Read(canon);
        var feature = options.Callback is not null ? ComponentFeature.Async : Unsupported(type);
        if (feature is not null) return new UnsupportedFunctionItem(type, feature, canon.Offset);
        var postReturn = options.PostReturn is { } index ? frame.CoreFunctions[(int)index] : null;
        return new LiftedFunctionItem(type, frame.Owner, frame.CoreFunctions[(int)canon.Function], Context(frame, options), postReturn, options.IsAsync);
    }

    private CanonItem Canon(LinkFrame frame, CanonDefinition canon)
    {
        switch (canon.Kind)
        {
            case CanonKind.Lower:
                var callee = frame.Functions[(int)canon.Function];
                var options = CanonOptions.Read(canon);
                var feature = callee is UnsupportedFunctionItem unsupported ? unsupported.Feature : Unsupported(callee.Type);
                if (feature is not null) callee = new UnsupportedFunctionItem(callee.Type, feature, canon.Offset);
                return new LowerItem(frame.Owner, callee, Context(frame, options), options.IsAsync);
            case CanonKind.ResourceNew or CanonKind.ResourceDrop or CanonKind.ResourceRep:
                return new ResourceItem(frame.Owner, canon.Kind, ((ResourceType)frame.Types[(int)canon.Type]).Resource);
            default:
                var result = canon.Result is { } syntax ? new TypeBuilder(_types, frame.Types).Value(syntax, canon.Offset) : null;
                if (result?.Feature is { } found) return new LowerItem(frame.Owner, new UnsupportedFunctionItem(new FuncType([], result, isAsync: true), found, canon.Offset), Context(frame, CanonOptions.Read(canon)), isAsync: false);
                return new BuiltinItem(frame.Owner, canon.Kind, Context(frame, CanonOptions.Read(canon)), result, (int)canon.Item);
        }
    }

    private static string? Unsupported(FuncType type)
    {
        foreach (var (_, parameter) in type.Parameters)
        {
            if (parameter.Feature is { } feature) return feature;
        }
        return type.Result?.Feature;
    }

    private static CanonContext Context(LinkFrame frame, CanonOptions options) => new(
        options.Encoding,
        options.Memory is { } memory ? frame.CoreMemories[(int)memory] : null,
        options.Realloc is { } realloc ? frame.CoreFunctions[(int)realloc] : null);

    /// <summary>
    /// Notes that core code can call an item, or the host a function: the functions of the host behind it are wanted, and what cannot be run is
    /// refused. A function may be lifted and lowered any number of times, so the way there has a list of its own.
    /// </summary>
    private void Reach(object item)
    {
        _toReach.Push(item);
        while (_toReach.TryPop(out var next))
        {
            if (!_reached.Add(next)) continue;
            switch (next)
            {
                case UnsupportedFunctionItem unsupported: throw new WasmUnsupportedException(unsupported.Feature, unsupported.Offset);
                case LowerItem lower: Add(lower.Callee, lower.Context.Realloc); break;
                case HostFunctionItem { Type.IsAsync: true }: throw new WasmUnsupportedException(ComponentFeature.Async, -1);
                case HostFunctionItem host: _hostFunctions.TryAdd(host.ToString(), host); break;
                case LiftedFunctionItem lifted: Add(lifted.Core, lifted.PostReturn, lifted.Context.Realloc); break;
            }
        }

        void Add(params ReadOnlySpan<object?> items)
        {
            foreach (var next in items)
            {
                if (next is not null) _toReach.Push(next);
            }
        }
    }

    /// <summary>Of what the component exports, functions and instances, with the names that its type has.</summary>
    private OrderedDictionary<string, LinkItem> Exported(OrderedDictionary<string, Entity> types, IReadOnlyDictionary<string, LinkItem> items)
    {
        var exports = new OrderedDictionary<string, LinkItem>(StringComparer.Ordinal);
        foreach (var (name, entity) in types)
        {
            switch (items[name])
            {
                case FunctionItem function:
                    Reach(function);
                    exports.Add(name, function);
                    break;
                case InstanceItem instance:
                    exports.Add(name, new InstanceItem(Exported(((InstanceType)entity.Type).Exports, instance.Exports)));
                    break;
                case TypeItem type:
                    exports.Add(name, type);
                    break;
            }
        }
        return exports;
    }
}
