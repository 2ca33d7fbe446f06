using Microlight.Wit;
using Microlight.WitBindings.Model;
using Microlight.WitBindings.Writing;

namespace Microlight.WitBindings;

/// <summary>From .wit files to C# files: resolves, chooses the worlds, binds and writes them.</summary>
internal static class BindingsBuilder
{
    public static BindingsResult Build(IReadOnlyList<WitFile> files, BindingsOptions options, IReadOnlyList<ProvidedInterface> provided, CancellationToken cancellation)
    {
        if (files.Count == 0) return Failed(options.Root.Length > 0 ? [DiagnosticModel.Nowhere(Descriptors.NoFile, options.Root)] : []);
        try
        {
            var packages = WitResolver.Resolve(files.Select(f => new WitSource(f.Path, f.Text)).ToList(), [.. options.Features]);
            cancellation.ThrowIfCancellationRequested();
            var worlds = Choose(packages, options, out var problem);
            if (problem is not null) return Failed([problem]);
            var problems = Check(worlds);
            if (problems.Count > 0) return Failed(problems);
            var names = new NameTable(packages, provided);
            var binder = new Binder(names);
            var bound = worlds.Select(binder.World).ToList();
            cancellation.ThrowIfCancellationRequested();
            return new BindingsResult(new(new FileWriter(names, binder).Write(bound)), default);
        }
        catch (WitException fault)
        {
            return Failed([DiagnosticModel.At(Descriptors.Fault, fault.Position, fault.Reason)]);
        }
    }

    private static BindingsResult Failed(IEnumerable<DiagnosticModel> problems) => new(default, new(problems));

    private static List<WitWorld> Choose(IReadOnlyList<WitPackage> packages, BindingsOptions options, out DiagnosticModel? problem)
    {
        problem = null;
        var all = packages.SelectMany(p => p.Worlds).ToList();
        var own = all.Where(w => !IsDependency(w, options.Root)).ToList();
        if (!options.Worlds.Any())
        {
            if (own.Count == 0) problem = DiagnosticModel.Nowhere(Descriptors.NoWorld);
            return own;
        }
        var chosen = new List<WitWorld>();
        foreach (var name in options.Worlds)
        {
            var found = (name.IndexOf('/') < 0 ? own.Where(w => w.Name == name) : all.Where(w => Names(w).Contains(name))).ToList();
            if (found.Count == 0) problem ??= DiagnosticModel.Nowhere(Descriptors.NoSuchWorld, name, all.Count == 0 ? "none at all" : string.Join(", ", all.Select(w => Names(w)[0])));
            chosen.AddRange(found.Where(w => !chosen.Contains(w)));
        }
        return chosen;
    }

    private static string[] Names(WitWorld world) =>
        [$"{world.Package.Namespace}:{world.Package.Name}/{world.Name}{(world.Package.Version is { } version ? "@" + version : "")}", $"{world.Package.Namespace}:{world.Package.Name}/{world.Name}"];

    private static bool IsDependency(WitWorld world, string root)
    {
        var path = world.Position.Source.Path.Replace('\\', '/');
        if (path.StartsWith(root, StringComparison.Ordinal)) path = path.Substring(root.Length);
        return path.Split('/').Contains("deps");
    }

    private static List<DiagnosticModel> Check(IEnumerable<WitWorld> worlds)
    {
        var check = new SupportCheck();
        var seen = new HashSet<WitInterface>();
        foreach (var world in worlds)
        {
            foreach (var type in world.Types) check.Check(type);
            foreach (var item in world.Imports.Concat(world.Exports))
            {
                if (item.Function is { } function) check.Check(function);
                else if (seen.Add(item.Interface!))
                {
                    foreach (var type in item.Interface!.Types) check.Check(type);
                    foreach (var member in item.Interface.Functions) check.Check(member);
                }
            }
        }
        return check.Problems;
    }
}
