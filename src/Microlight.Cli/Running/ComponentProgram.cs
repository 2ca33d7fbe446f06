using Microlight.Wasi;
using Microlight.Wasm.Components;

namespace Microlight.Cli.Running;

/// <summary>Runs a component: its <c>wasi:cli/run</c>, or one call of an export.</summary>
internal static class ComponentProgram
{
    /// <summary>The program's exit code: 0 if it returned success, 1 for failure.</summary>
    public static int Run(GuestImage image, RunSettings settings, WasiOptions grants, SandboxOptions options, CancellationToken stop)
    {
        using var component = WasmComponent.FromImage(image);
        // What the command line got wrong is said before anything runs.
        var call = settings.Invoke is { } text ? Parse(component, text, settings) : null;
        var start = component.World.ExportedFunctions.FirstOrDefault(f => f.Path.StartsWith("wasi:cli/run@0.2.", StringComparison.Ordinal) && f.Signature == "func() -> result");
        if (call is null && start is null)
        {
            throw new UserErrorException($"'{settings.File}' is a library, not a program: it has no wasi:cli/run of WASI 0.2; call one of its functions with --invoke "
                + $"({Program.NamesOf(component.World.ExportedFunctions.Select(f => f.Path))}).");
        }
        using var instance = component.Instantiate(Imports(grants), options, cancellationToken: stop);
        if (call is null) return instance.Invoke(start!.Path, [], stop) is WitValue.Result(true, _) ? 0 : 1;
        if (instance.Invoke(call, stop) is not { } result) return 0;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        output.WriteLine(result);
        return 0;
    }

    private static WaveCall Parse(WasmComponent component, string text, RunSettings settings)
    {
        if (settings.Arguments.Length > 0)
            throw new UserErrorException($"The arguments of a component's function stand in its call, --invoke 'name(1, \"two\")'; '{settings.Arguments[0]}' behind FILE has no place.", ExitCodes.Usage);
        try
        {
            return WaveCall.Parse(text, component.World);
        }
        catch (WaveException exception)
        {
            throw new UserErrorException($"--invoke: {exception.Message}. '{settings.File}': {Program.NamesOf(component.World.ExportedFunctions.Select(f => f.Path))}.", ExitCodes.Usage, exception);
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
