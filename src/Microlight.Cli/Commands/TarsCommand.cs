using System.CommandLine;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars</c>: what a .tars file is in WIT, for components that are servants, and in JavaScript; and such components as servers.</summary>
internal sealed class TarsCommand : Command
{
    public TarsCommand()
        : base("tars", "Turn interfaces of TARS into WIT worlds and JavaScript stubs, and serve them with components.")
    {
        Subcommands.Add(new TarsServeCommand());
        Subcommands.Add(new TarsWitCommand());
        Subcommands.Add(new TarsJavaScriptCommand());
    }
}
