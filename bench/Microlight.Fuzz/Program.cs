using System.Globalization;
using Microlight.Fuzz;
using Microlight.Fuzz.Commands;

// The fuzzers: dotnet run -c Release --project bench/Microlight.Fuzz -- COMMAND [--count N] [--seed N] [--jobs N] [FILE-OR-FOLDER…]
// The same seed, count and files give the same inputs. Ends with 1 if anything but a typed refusal came out.
var commands = new Dictionary<string, (Func<Arguments, int> Run, long Count)>
{
    ["modules"] = (ModulesCommand.Run, 100_000),
    ["components"] = (ComponentsCommand.Run, 100_000),
    ["validate"] = (ValidateCommand.Run, 100_000),
    ["mailbox"] = (MailboxCommand.Run, 10_000_000),
    ["machine"] = (MachineCommand.Run, 100_000),
    ["images"] = (ImagesCommand.Run, 100_000),
    ["v8"] = (V8Command.Run, 10_000),
    ["tars"] = (TarsCommand.Run, 1_000_000),
};

if (args.Length == 0 || !commands.TryGetValue(args[0], out var command))
{
    Console.Error.WriteLine($"usage: {string.Join(" | ", commands.Keys)} [--count N] [--seed N] [--jobs N] [FILE-OR-FOLDER...]");
    return 2;
}
var (count, seed, jobs) = (command.Count, 1, 0);
var paths = new List<string>();
for (var i = 1; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--count": count = long.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--seed": seed = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--jobs": jobs = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        default: paths.Add(args[i]); break;
    }
}
return command.Run(new Arguments(count, seed, paths, jobs));
