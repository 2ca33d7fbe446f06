using Microlight.Wasi;
using Microlight.Wasm.Components;

namespace Microlight.Cli.Running;

/// <summary>Runs a component: its <c>wasi:cli/run</c>, or one call of an export.</summary>
internal static class ComponentProgram
{
    /// <param name="world">What the component exports.</param>
    /// <param name="instantiate">Makes the instance that is called.</param>
    /// <returns>The program's exit code: 0 if it returned success, 1 for failure.</returns>
    public static int Run(WitWorld world, Func<ComponentImports, IComponentInstance> instantiate, RunSettings settings, WasiOptions grants, CancellationToken stop)
    {
        // What the command line got wrong is said before anything runs.
        var call = settings.Invoke is { } text ? Parse(world, text, settings) : null;
        var start = world.ExportedFunctions.FirstOrDefault(f => f.Path.StartsWith("wasi:cli/run@0.2.", StringComparison.Ordinal) && f.Signature == "func() -> result");
        if (call is null && start is null)
        {
            throw new UserErrorException($"'{settings.File}' is a library, not a program: it has no wasi:cli/run of WASI 0.2; call one of its functions with --invoke "
                + $"({Program.NamesOf(world.ExportedFunctions.Select(f => f.Path))}).");
        }
        using var instance = instantiate(Imports(grants));
        if (call is null) return instance.GetFunction(start!.Path).Call([], stop) is WitValue.Result(true, _) ? 0 : 1;
        if (instance.GetFunction(call.Function.Path).Call(call.Arguments.AsSpan(), stop) is not { } result) return 0;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        output.WriteLine(result);
        return 0;
    }

    private static WaveCall Parse(WitWorld world, string text, RunSettings settings)
    {
        if (settings.Arguments.Length > 0)
            throw new UserErrorException($"The arguments of a component's function stand in its call, --invoke 'name(1, \"two\")'; '{settings.Arguments[0]}' behind FILE has no place.", ExitCodes.Usage);
        try
        {
            return WaveCall.Parse(text, world);
        }
        catch (WaveException exception)
        {
            throw new UserErrorException($"--invoke: {exception.Message}. '{settings.File}': {Program.NamesOf(world.ExportedFunctions.Select(f => f.Path))}.", ExitCodes.Usage, exception);
        }
    }

    private static ComponentImports Imports(WasiOptions grants)
    {
        try
        {
            return new ComponentImports().AddWasi(grants);
        }
        catch (ArgumentException exception)
        {
            throw new UserErrorException(exception.Message, ExitCodes.Usage, exception);
        }
    }
}
