using System.Net;
using System.Net.Sockets;
using Microlight.Cli.Arguments;
using Microlight.Wasi;
using Microlight.Wasi.Cli;
using Microlight.Wasm;
using Microlight.Wasm.Components;

namespace Microlight.Cli.Running;

/// <summary>Runs one program in a sandbox of its own, from its file to its exit code.</summary>
internal static class Program
{
    private const string Start = "_start";
    private const string Initialize = "_initialize";

    /// <summary>The program's exit code; 0 if it returned.</summary>
    public static int Run(RunSettings settings)
    {
        var file = ProgramFile.Read(settings.File);
        var isolation = IsolationChoice.Resolve(settings.Isolation, out var reason);
        if (reason is not null) ErrorReport.Warn("the program runs in a process instead of a virtual machine, behind a weaker wall, which '--isolation process' "
            + $"accepts and '--isolation vm' refuses. {reason}");
        using var composition = settings.IsolatesComponents ? LoadComposition(file, settings, isolation) : null;
        using var image = composition is null ? ProgramFile.Load(file, settings.Compiler, settings.Cache, isolation, settings.MaximumMemory) : null;
        using var debugger = settings.DebuggerPort is { } port ? StartDebugger(port, file, isolation) : null;
        using var deadline = settings.Timeout is { } timeout ? new CancellationTokenSource(timeout) : null;
        var stop = deadline?.Token ?? CancellationToken.None;
        var profile = ProfileOutput.Create(settings);
        try
        {
            if (image is null || WasmComponent.IsComponent(image))
            {
                var options = CreateOptions(settings, new HostFunctions(), isolation, debugger, profile?.Profile);
                if (composition is not null) return ComponentProgram.Run(composition.World, imports => composition.Instantiate(imports, options, cancellationToken: stop), settings, Grants(settings), stop);
                using var component = WasmComponent.FromImage(image!);
                return ComponentProgram.Run(component.World, imports => component.Instantiate(imports, options, cancellationToken: stop), settings, Grants(settings), stop);
            }
            using var wasi = CreateWasi(settings);
            using var instance = WasmInstance.Create(image, CreateOptions(settings, new HostFunctions().AddWasiPreview1(wasi), isolation, debugger, profile?.Profile), stop);
            if (settings.Invoke is { } export) Invoke(instance, export, settings, stop);
            else if (instance.HasExport(Start)) instance.Invoke(Start, [], stop);
            else throw new UserErrorException($"'{settings.File}' is a library, not a program: it has no {Start}; call one of its functions with --invoke ({NamesOf(instance.Exports.Select(e => e.Name))}).");
            return 0;
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
        catch (ImportException exception)
        {
            throw new UserErrorException($"{exception.Message} 'microlight run' provides WASI 0.1 (wasi_snapshot_preview1) to modules, WASI 0.2 to components, and nothing else.", ExitCodes.Failure, exception);
        }
        catch (OperationCanceledException exception) when (stop.IsCancellationRequested)
        {
            throw new UserErrorException($"The program was stopped after {settings.Timeout!.Value.TotalSeconds:0.###} s, its --timeout.", ExitCodes.Timeout, exception);
        }
        finally
        {
            // Also of a program that trapped or was stopped: that is when one wants to know.
            profile?.Write();
        }
    }

    private static ComponentComposition LoadComposition(ProgramFile file, RunSettings settings, Isolation isolation)
    {
        if (file.Kind == ProgramKind.Image) throw new UserErrorException($"'--isolate-components' needs a component: in the image '{file.Path}' there are no separate ones any more.", ExitCodes.Usage);
        if (settings.PrintsProfile || settings.ProfileStacks is not null) throw new UserErrorException("'--profile' and '--profile-stacks' are of one program, not of those that '--isolate-components' makes.", ExitCodes.Usage);
        return ProgramFile.LoadComposition(file, settings.Compiler, settings.Cache, isolation, settings.MaximumMemory);
    }

    private static WasiContext CreateWasi(RunSettings settings)
    {
        try
        {
            return new WasiContext(Grants(settings));
        }
        catch (ArgumentException exception)
        {
            throw new UserErrorException(exception.Message, ExitCodes.Usage, exception);
        }
    }

    private static WasiOptions Grants(RunSettings settings) => new()
    {
        // The program's own name first, as every command expects it.
        Arguments = [Path.GetFileName(settings.File), .. settings.Invoke is null ? settings.Arguments : []],
        Environment = settings.Wasi.Environment,
        PreopenedDirectories = settings.Wasi.Directories,
        Network = settings.Wasi.Network,
        Http = settings.Wasi.Http,
        Denied = DenialReport.Write,
        StandardInput = WasiInput.HostStandardInput,
        StandardOutput = WasiOutput.HostStandardOutput,
        StandardError = WasiOutput.HostStandardError,
    };

    /// <summary>In one piece: a copy of the record would load the assemblies of all its properties' types.</summary>
    private static SandboxOptions CreateOptions(RunSettings settings, HostFunctions functions, Isolation isolation, GdbServer? debugger, GuestProfile? profile) => new()
    {
        HostFunctions = functions,
        Isolation = isolation,
        Debugger = debugger,
        Profile = profile,
        CrashDumpDirectory = settings.CoreDumpDirectory,
        MaximumMemory = settings.MaximumMemory ?? SandboxOptions.DefaultMaximumMemory,
        MaximumTotalMemory = settings.MaximumTotalMemory,
        StackSize = settings.StackSize ?? SandboxOptions.DefaultStackSize,
    };

    private static GdbServer StartDebugger(int port, ProgramFile file, Isolation isolation)
    {
        if (isolation != Isolation.VirtualMachine) throw new UserErrorException("'--gdb' needs a virtual machine; a program in a process cannot be debugged.", ExitCodes.Usage);
        if (file.Kind != ProgramKind.Image)
            throw new UserErrorException($"'--gdb' needs an image, whose names gdb reads; make one with 'microlight compile {file.Path} -o IMAGE'.", ExitCodes.Usage);
        try
        {
            var server = new GdbServer(new IPEndPoint(IPAddress.Loopback, port));
            Console.Error.WriteLine($"waiting for gdb: gdb {file.Path} -ex 'target remote {server.Endpoint}'");
            return server;
        }
        catch (SocketException exception)
        {
            throw new UserErrorException($"Port {port} cannot be used for gdb: {exception.Message}.", ExitCodes.Failure, exception);
        }
    }

    private static void Invoke(WasmInstance instance, string name, RunSettings settings, CancellationToken stop)
    {
        var export = instance.Exports.FirstOrDefault(e => e.Name == name)
            ?? throw new UserErrorException($"'{settings.File}' exports no function '{name}' ({NamesOf(instance.Exports.Select(e => e.Name))}).");
        var arguments = ExportValues.Parse(name, export.Signature.Parameters, settings.Arguments);
        // A reactor (WASI application ABI) wants this before its first other export.
        if (name != Initialize && instance.HasExport(Initialize)) instance.Invoke(Initialize, [], stop);
        var results = instance.Invoke(name, arguments, stop);
        if (results.Length == 0) return;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var result in results) output.WriteLine(ExportValues.Format(result));
    }

    /// <summary>What there is to call, for a message.</summary>
    internal static string NamesOf(IEnumerable<string> exports)
    {
        const int most = 20;
        var names = exports.ToArray();
        return names.Length == 0
            ? "it exports none"
            : $"it exports {string.Join(", ", names.Take(most))}{(names.Length > most ? $" and {names.Length - most} more" : "")}";
    }
}
