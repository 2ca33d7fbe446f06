using Microlight.Wasm.Compilation;
using Microlight.Wasm.Execution;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>A planned program, compiled to one guest image, in one sandbox.</summary>
internal sealed class SpecMachine : ISpecMachine
{
    /// <summary>Far more than any step needs: it is there so that a miscompiled loop does not stop the run.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    private readonly GuestImage _image;
    private readonly Sandbox _sandbox;
    private readonly Dictionary<string, GuestFunction> _functions;
    private readonly Dictionary<(int Instance, string Name), GuestFunction> _exports = [];

    private SpecMachine(GuestImage image, Sandbox sandbox)
    {
        _image = image;
        _sandbox = sandbox;
        _functions = image.Functions.ToDictionary(f => f.Name);
        foreach (var export in ImageManifest.Parse(image.GetSection(ImageManifest.SectionName).Span, image.Name).Exports)
            if (export.Function is { } function) _exports[(export.Instance, export.Name)] = _functions[function];
    }

    public static SpecMachine Create(SpecPlan plan, string name, Isolation? isolation = null)
    {
        var image = GuestImage.FromBytes(WasmCompiler.Compile(SpecLinking.Link(plan.Instances, isolation)), name);
        try
        {
            return new SpecMachine(image, Sandbox.Create(image, new SandboxOptions { CallTimeout = CallTimeout, Isolation = isolation ?? SandboxOptions.DefaultIsolation }));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Instantiate(int instance) => Call(_functions[WasmInstance.InitializerName(instance)], []);

    public GuestValue[] Invoke(int instance, string function, GuestValue[] arguments) => Call(Find(instance, function), arguments);

    public GuestValue Get(int instance, string global) => Call(Find(instance, global), [])[0];

    public void Dispose()
    {
        _sandbox.Dispose();
        _image.Dispose();
    }

    private GuestFunction Find(int instance, string export) => _exports.TryGetValue((instance, export), out var function)
        ? function
        : throw new KeyNotFoundException($"instance {instance} has no export '{export}' that can be called");

    private GuestValue[] Call(GuestFunction function, GuestValue[] arguments)
    {
        var results = new GuestValue[function.Signature.Results.Count];
        try
        {
            _sandbox.Invoke(function, arguments, results);
        }
        catch (GuestTrapException e) when (e is not WasmTrapException)
        {
            var trap = TrapTranslator.Translate(e, _sandbox);
            _sandbox.ContinueAfterTrap();
            throw trap;
        }
        catch (SandboxException)
        {
            _sandbox.ContinueAfterTrap();
            throw;
        }
        return results;
    }
}
