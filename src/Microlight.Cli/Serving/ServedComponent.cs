using Microlight.Cli.Arguments;
using Microlight.Cli.Running;
using Microlight.Wasi;
using Microlight.Wasi.Cli;
using Microlight.Wasm.Components;

namespace Microlight.Cli.Serving;

/// <summary>A server's component, compiled, and what each of its instances is given.</summary>
internal sealed class ServedComponent : IDisposable
{
    private readonly LimitedOutput _output = new(Console.OpenStandardError());

    private ServedComponent(WasmComponent component, string name, ServingSettings settings, Isolation isolation)
    {
        (Component, Name) = (component, name);
        // What it prints is for whoever runs it; standard output is the server's own.
        var output = WasiOutput.FromStream(_output);
        Wasi = new WasiOptions
        {
            Arguments = [name],
            Environment = settings.Wasi.Environment,
            PreopenedDirectories = settings.Wasi.Directories,
            Network = settings.Wasi.Network,
            Http = settings.Wasi.Http,
            StandardOutput = output,
            StandardError = output,
            Denied = DenialReport.Write,
        };
        Sandbox = new SandboxOptions
        {
            Isolation = isolation,
            CallCpuBudget = settings.MaximumCpu,
            MaximumMemory = settings.MaximumMemory ?? SandboxOptions.DefaultMaximumMemory,
            MaximumTotalMemory = settings.MaximumTotalMemory,
        };
    }

    public WasmComponent Component { get; }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    public WasiOptions Wasi { get; }

    public SandboxOptions Sandbox { get; }

    /// <summary>Reads the file and compiles it, unless it is an image.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or is wrong.</exception>
    public static ServedComponent Load(string path, ServingSettings settings)
    {
        var file = ProgramFile.Read(path);
        var isolation = IsolationChoice.Resolve(settings.Isolation, out var reason);
        if (reason is not null) ErrorReport.Warn("the component runs in processes instead of virtual machines, behind a weaker wall, which '--isolation process' "
            + $"accepts and '--isolation vm' refuses. {reason}");
        var image = ProgramFile.Load(file, settings.Compiler, settings.Cache, isolation, settings.MaximumMemory);
        if (WasmComponent.IsComponent(image)) return new ServedComponent(WasmComponent.FromImage(image), Path.GetFileName(path), settings, isolation);
        image.Dispose();
        throw new UserErrorException($"'{path}' is not a component; only components serve.");
    }

    /// <summary>Makes what serves with the component; what is wrong with the component, or with what it is granted, is the user's to put right.</summary>
    /// <param name="provided">What the command gives a component to import, for a message: "'microlight serve' provides …".</param>
    /// <exception cref="UserErrorException">It imports something else, or cannot serve.</exception>
    public static T Create<T>(Func<T> create, string provided)
    {
        try
        {
            return create();
        }
        catch (ImportException exception)
        {
            throw new UserErrorException($"{exception.Message} {provided}", ExitCodes.Failure, exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // Which parameter of ours it was is nothing to the user.
            var message = exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;
            throw new UserErrorException(message, ExitCodes.Failure, exception);
        }
    }

    public void Dispose()
    {
        Component.Dispose();
        _output.Dispose();
    }
}
