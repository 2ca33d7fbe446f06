using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>Makes the C# model of worlds and of the interfaces that they import and export.</summary>
internal sealed class Binder(NameTable names)
{
    private readonly Dictionary<WitInterface, BoundInterface> _interfaces = [];
    private readonly List<BoundInterface> _inOrder = [];

    /// <summary>All interfaces of the worlds so far.</summary>
    public IReadOnlyList<BoundInterface> Interfaces => _inOrder;

    public BoundWorld World(WitWorld world)
    {
        var (space, name) = (names.Namespace(world.Package), names.World(world));
        var imports = new BoundInterface("", space, name + "World", $"What the world `{world.Name}` imports by itself.");
        imports.Types = world.Types;
        imports.Resources.AddRange(world.Types.Where(t => t.Kind == WitTypeKind.Resource).Select(Resource));
        AddFunctions(imports, world.Imports.Where(i => i.Function is not null).Select(i => i.Function!));
        var exports = new BoundInterface("", space, name + "World", "");
        var scope = new NameScope([.. NameScope.OfObjects, "Instance", name + "World"]);
        AddFunctions(exports, world.Exports.Where(e => e.Function is not null).Select(e => e.Function!), scope);
        var result = new BoundWorld(world.Name, space, name + "World", world.Docs, imports, exports);
        foreach (var import in world.Imports.Where(i => i.Interface is not null)) Interface(import);
        foreach (var export in world.Exports.Where(e => e.Interface is not null))
        {
            var bound = Interface(export);
            if (!bound.HasMembers) continue;
            bound.IsExported = true;
            var plain = export.Name == export.Interface!.FullName ? export.Interface.Name : export.Name;
            result.ExportedInterfaces.Add((scope.Take(CSharpNames.Pascal(plain)), export.Name, bound));
        }
        return result;
    }

    private BoundInterface Interface(WitWorldItem item)
    {
        var @interface = item.Interface!;
        if (_interfaces.TryGetValue(@interface, out var known)) return known;
        // Written in place, it has the name that the world gives it.
        var bound = new BoundInterface(@interface.Name.Length == 0 ? item.Name : @interface.FullName, names.Namespace(@interface), names.Interface(@interface), @interface.Docs);
        _interfaces.Add(@interface, bound);
        _inOrder.Add(bound);
        bound.Types = @interface.Types;
        bound.Provided = names.Provided(@interface);
        bound.Resources.AddRange(@interface.Types.Where(t => t.Kind == WitTypeKind.Resource).Select(Resource));
        AddFunctions(bound, @interface.Functions);
        return bound;
    }

    private BoundResource Resource(WitTypeDefinition definition)
    {
        var resource = new BoundResource(definition, names.Type(definition));
        var scope = new NameScope([.. NameScope.OfObjects, "Dispose", resource.Name]);
        foreach (var method in definition.Functions.Where(f => f.Kind == WitFunctionKind.Method))
            resource.Methods.Add(Function(method, scope.TakeFunction(CSharpNames.Pascal(method.Name)), $"[method]{definition.Name}.{method.Name}", resource));
        return resource;
    }

    private static void AddFunctions(BoundInterface bound, IEnumerable<WitFunction> functions, NameScope? scope = null)
    {
        scope ??= new NameScope([.. NameScope.OfObjects, "Register", "I" + bound.Name, bound.Name + "Exports"]);
        foreach (var function in functions) bound.Functions.Add(Function(function, scope.TakeFunction(CSharpNames.Pascal(function.Name)), function.Name, null));
        foreach (var resource in bound.Resources)
        {
            foreach (var function in resource.Definition.Functions.Where(f => f.Kind != WitFunctionKind.Method))
            {
                var isConstructor = function.Kind == WitFunctionKind.Constructor;
                var name = isConstructor ? "Create" + resource.Name : resource.Name + CSharpNames.Pascal(function.Name);
                var witName = isConstructor ? $"[constructor]{resource.Definition.Name}" : $"[static]{resource.Definition.Name}.{function.Name}";
                bound.Functions.Add(Function(function, scope.TakeFunction(name), witName, resource));
            }
        }
    }

    private static BoundFunction Function(WitFunction function, string name, string witName, BoundResource? resource)
    {
        var scope = new NameScope("cancellationToken", "call", "handles", "self", "result");
        var parameters = function.Parameters.Select(p => new BoundParameter(CSharpNames.Escape(scope.Take(CSharpNames.Camel(p.Name))), p.Name, p.Type)).ToList();
        if (function.Kind == WitFunctionKind.Method) parameters.Insert(0, new BoundParameter("self", "self", new WitType(WitTypeForm.Borrow, [], resource!.Definition, null)));
        var result = function.Kind == WitFunctionKind.Constructor ? function.Result ?? new WitType(WitTypeForm.Named, [], resource!.Definition, null) : function.Result;
        return new BoundFunction(name, witName, function.Kind, resource, parameters, result, function.Docs, function.Gates.Deprecated, function.Position);
    }
}
