using System.CommandLine;
using Microlight.Cli.Running;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Commands;

/// <summary><c>microlight tars js FILE [-o FILE]</c>.</summary>
internal sealed class TarsJavaScriptCommand() : TarsWriterCommand("js", "Write JavaScript stubs of clients and servants for npm's @tars/rpc.")
{
    protected override string Write(TarsFile file, ParseResult result) => JavaScriptWriter.Write(file.Document, file.Name);
}
