using System.Diagnostics;
using Microlight.Fuzz.Mailboxes;

namespace Microlight.Fuzz.Commands;

/// <summary>Hostile messages from a guest in a VM.</summary>
internal static class MachineCommand
{
    public static int Run(Arguments arguments)
    {
        var guest = Path.Combine(AppContext.BaseDirectory, "hostile.elf");
        if (!File.Exists(guest))
        {
            Console.Error.WriteLine("There is no hostile.elf: gcc was not there when the fuzzer was built.");
            return 2;
        }
        using var fuzzer = new MachineFuzzer(guest, arguments.Seed);
        var start = Stopwatch.GetTimestamp();
        fuzzer.Run(arguments.Count);
        return Result.Print("messages from a guest", arguments, start, fuzzer.Outcomes);
    }
}
