using System.Diagnostics;
using Microlight.Fuzz.Mailboxes;

namespace Microlight.Fuzz.Commands;

/// <summary>Hostile messages to the host's side of a mailbox, without a VM.</summary>
internal static class MailboxCommand
{
    public static int Run(Arguments arguments)
    {
        using var fuzzer = new MailboxFuzzer(arguments.Seed);
        var start = Stopwatch.GetTimestamp();
        fuzzer.Run(arguments.Count);
        return Result.Print("mailbox messages", arguments, start, fuzzer.Outcomes);
    }
}
