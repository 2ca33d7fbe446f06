using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// Goes through a script once without running it: decodes and validates its modules, follows names and registrations, so that every module
/// that can be instantiated becomes an instance of one program and every command a step on it.
/// </summary>
/// <param name="findLinkError">Why the last of these instances cannot be linked to those before it, null if it can.</param>
internal sealed class SpecPlanner(SpecArchive archive, string script, Func<IReadOnlyList<PlannedInstance>, string?> findLinkError)
{
    private readonly List<PlannedInstance> _instances = [];
    private readonly List<SpecStep> _steps = [];
    private readonly Dictionary<string, Target> _names = [], _registered = [];
    private readonly Dictionary<string, Definition> _definitions = [];
    private Definition? _definition;
    private Target _current = new(-1, null, "there is no instance yet");

    /// <summary>A module, or the reason why there is none: a feature that it needs or a fault.</summary>
    private sealed record Definition(WasmModule? Module, string? Skipped, string? Fault);

    /// <summary>An instance's number, or the reason why it does not exist.</summary>
    private readonly record struct Target(int Instance, string? Skipped, string? Fault);

    public SpecPlan Plan()
    {
        var spectest = ModuleDecoder.Decode(SpectestModule.Build());
        ModuleValidator.Validate(spectest);
        _registered[SpectestModule.Name] = new Target(Add(spectest).Index, null, null);
        foreach (var command in archive.ReadCommands(script)) Plan(command);
        return new SpecPlan(_instances, _steps);
    }

    private void Plan(SpecCommand command)
    {
        switch (command.Type)
        {
            case "module":
                _definition = Define(command);
                _current = Instantiate(command, _definition, command.Name);
                break;
            case "module_definition":
                _definition = Define(command);
                if (command.Name is { } name) _definitions[name] = _definition;
                _steps.Add(new SpecStep(command, -1, Outcome: _definition.Fault ?? "", Skipped: _definition.Skipped));
                break;
            case "module_instance":
                _current = Instantiate(command, command.Module is { } module ? _definitions[module] : _definition!, command.Instance);
                break;
            case "register":
                var registered = Find(command.Name);
                _registered[command.As!] = registered;
                break;
            case "action" or "assert_return" or "assert_trap" or "assert_exhaustion" or "assert_exception" or "assert_suspension":
                PlanAction(command, command.Action!);
                break;
            case "assert_uninstantiable":
                Instantiate(command, Define(command), null);
                break;
            case "assert_unlinkable":
                PlanUnlinkable(command, Define(command));
                break;
            case "assert_invalid_custom" or "assert_malformed_custom" when command.IsAboutCustomSections:
                _steps.Add(new SpecStep(command, -1, Skipped: "contents of custom sections"));
                break;
            case "assert_invalid" or "assert_malformed" or "assert_malformed_custom":
                PlanRefusal(command);
                break;
            default:
                _steps.Add(new SpecStep(command, -1, Skipped: $"command {command.Type}"));
                break;
        }
    }

    private Definition Define(SpecCommand command)
    {
        try
        {
            var bytes = archive.ReadModule(script, command.Filename!);
            var module = ModuleDecoder.Decode(command.IsText ? WasmText.Parse(bytes) : bytes);
            ModuleValidator.Validate(module);
            return new Definition(module, null, null);
        }
        catch (WasmUnsupportedException e)
        {
            return new Definition(null, e.Feature, null);
        }
        catch (WasmModuleException e)
        {
            return new Definition(null, null, $"{command.Filename} was refused: {e.Message}");
        }
    }

    private Target Instantiate(SpecCommand command, Definition definition, string? name)
    {
        var target = TryLink(definition);
        if (name is not null) _names[name] = target;
        _steps.Add(new SpecStep(command, target.Instance, Outcome: target.Fault, Skipped: target.Skipped));
        return target;
    }

    private Target TryLink(Definition definition)
    {
        if (definition.Module is not { } module) return new Target(-1, definition.Skipped, definition.Fault);
        // A module whose imports come from one that was skipped is skipped for the same reason.
        foreach (var import in module.Imports)
            if (_registered.TryGetValue(import.Module, out var source) && source.Instance < 0) return source;
        var instance = Add(module);
        if (findLinkError(_instances) is not { } error) return new Target(instance.Index, null, null);
        _instances.RemoveAt(instance.Index);
        return new Target(-1, null, $"link error: {error}");
    }

    private PlannedInstance Add(WasmModule module)
    {
        var imports = _registered.Where(r => r.Value.Instance >= 0).ToDictionary(r => r.Key, r => r.Value.Instance);
        var instance = new PlannedInstance(_instances.Count, module, imports);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Refused by the linker: passed. Not refused: what is left is a check of sizes when the instance is initialised.</summary>
    private void PlanUnlinkable(SpecCommand command, Definition definition)
    {
        var target = TryLink(definition);
        if (definition.Module is not null && target.Fault is not null) target = target with { Fault = "" };
        _steps.Add(new SpecStep(command, target.Instance, Outcome: target.Fault, Skipped: target.Skipped));
    }

    private void PlanRefusal(SpecCommand command)
    {
        if (command.IsReversed)
        {
            _steps.Add(new SpecStep(command, -1, Skipped: SpecTally.Reversed));
            return;
        }
        var definition = Define(command);
        var outcome = definition.Module is null ? "" : $"{command.Filename} was accepted, expected: {command.Expectation}";
        _steps.Add(new SpecStep(command, -1, Outcome: outcome, Skipped: definition.Skipped));
    }

    private void PlanAction(SpecCommand command, SpecAction action)
    {
        var target = Find(action.Module);
        _steps.Add(new SpecStep(command, target.Instance, Outcome: target.Fault, Skipped: target.Skipped));
    }

    private Target Find(string? name) => name is null ? _current
        : _names.TryGetValue(name, out var target) ? target : new Target(-1, null, $"there is no instance {name}");
}
