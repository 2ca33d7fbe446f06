using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microlight.Abi;
using Microlight.Diagnostics;
using Microlight.Machine;

namespace Microlight;

/// <summary>Serves one sandbox's host calls: import number to function, values in and out, exceptions to how the call ends.</summary>
internal sealed class HostDispatcher
{
    private readonly Mailbox _mailbox;
    private readonly HostImport[] _imports;
    private readonly RawHostFunction[] _functions;
    private readonly GuestValue[] _arguments, _results;
    private readonly HostCall _call;
    private int _servingThread;

    public HostDispatcher(Sandbox sandbox, Mailbox mailbox, GuestImage image, SandboxOptions options)
    {
        _mailbox = mailbox;
        _call = new HostCall(sandbox);
        _imports = image.ImportTable;
        _functions = new RawHostFunction[_imports.Length];
        int parameters = 0, results = 0;
        for (var i = 0; i < _imports.Length; i++)
        {
            _functions[i] = Resolve(_imports[i], image, options);
            parameters = Math.Max(parameters, _imports[i].Signature.ParameterTypes.Length);
            results = Math.Max(results, _imports[i].Signature.ResultTypes.Length);
        }
        _arguments = new GuestValue[parameters];
        _results = new GuestValue[results];
    }

    public bool IsServingOnThisThread => _servingThread == Environment.CurrentManagedThreadId;

    /// <exception cref="ImportException">Something that the image imports is missing or of another signature.</exception>
    public static void CheckImports(GuestImage image, SandboxOptions options)
    {
        foreach (var import in image.Imports) Resolve(import, image, options);
    }

    /// <summary>Serves the host call that the mailbox describes.</summary>
    public void Serve(CallStop stop, CancellationToken cancellationToken, TimeSpan? timeout)
    {
        var number = _mailbox.ReadImport();
        if (number >= (uint)_imports.Length)
            throw new ProtocolViolationException($"The guest called host function number {number}; it imports {_imports.Length}.");
        var import = _imports[number];
        var arguments = _arguments.AsSpan(0, import.Signature.ParameterTypes.Length);
        var results = _results.AsSpan(0, import.Signature.ResultTypes.Length);
        _mailbox.ReadHostArguments(import, arguments);
        _servingThread = Environment.CurrentManagedThreadId;
        try
        {
            _functions[number](_call, arguments, results);
            _mailbox.WriteHostResults(import, results);
        }
        catch (SandboxException exception) when (exception.EndsCallUnwrapped)
        {
            throw;
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException) Sandbox.ThrowIfStopped(stop, cancellationToken, timeout);
            throw new HostFunctionException(HostFunctions.DisplayName(import.Module, import.Name), exception);
        }
        finally
        {
            _servingThread = 0;
            // Strings and arrays must not live on, nor pass for results of the next call.
            arguments.Clear();
            results.Clear();
        }
    }

    private static RawHostFunction Resolve(HostImport import, GuestImage image, SandboxOptions options)
    {
        if (!options.HostFunctions.TryGet(import.Module, import.Name, out var entry) && !TryGetDefault(import, options, out entry))
            throw new ImportException($"'{image.Name}' imports the host function '{HostFunctions.DisplayName(import.Module, import.Name)}' "
                + $"({import.Signature}), which is not registered; add it to {nameof(SandboxOptions)}.{nameof(SandboxOptions.HostFunctions)}.");
        if (!entry.Signature.Equals(import.Signature))
            throw new ImportException($"'{image.Name}' imports the host function '{HostFunctions.DisplayName(import.Module, import.Name)}' "
                + $"as {import.Signature}, but it is registered as {entry.Signature}.");
        return entry.Function;
    }

    /// <summary>
    /// The functions that are there without being registered: HostPrint writes a string and returns its bytes of UTF-8, HostLog takes
    /// a level and a line.
    /// </summary>
    private static bool TryGetDefault(HostImport import, SandboxOptions options, [MaybeNullWhen(false)] out HostFunctions.Entry entry)
    {
        entry = null;
        if (import.Module.Length != 0) return false;
        entry = import.Name switch
        {
            "HostPrint" => Print(options),
            "HostLog" => Log(options),
            _ => null,
        };
        return entry is not null;
    }

    private static HostFunctions.Entry Print(SandboxOptions options) =>
        new(new GuestSignature([GuestType.String], [GuestType.Int32]), (_, arguments, results) =>
        {
            var text = arguments[0].AsString();
            (options.Output ?? Console.Out).Write(text);
            results[0] = Encoding.UTF8.GetByteCount(text);
        });

    private static HostFunctions.Entry Log(SandboxOptions options) =>
        new(new GuestSignature([GuestType.Int32, GuestType.String], []),
            (call, arguments, _) => GuestLog.Write(call.Sandbox, options.Logger, arguments[0].AsInt32(), arguments[1].AsString()));
}
