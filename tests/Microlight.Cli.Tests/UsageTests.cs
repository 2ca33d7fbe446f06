using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>Command lines that make no sense, and files that are none: one sentence each. Needs no hypervisor.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("run", "FILE")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("run --frobnicate x.wasm", "--frobnicate")]
    [InlineData("run --timeout soon x.wasm", "'soon' is not a duration")]
    [InlineData("run --timeout -1s x.wasm", "'-1s' is not a duration")]
    [InlineData("run --timeout 0s x.wasm", "'0s' is not a duration")]
    [InlineData("run --timeout", "--timeout")]
    [InlineData("run --max-memory lots x.wasm", "'lots' is not a size")]
    [InlineData("run --max-total-memory lots x.wasm", "'lots' is not a size")]
    [InlineData("run --stack-size 5000 x.wasm", "'5000' is not a stack's size")]
    [InlineData("run --stack-size 512M x.wasm", "'512M' is not a stack's size")]
    [InlineData("run --max-heap 100K x.wasm", "'100K' is not the size of a heap")]
    [InlineData("run --limit Functions x.wasm", "'--limit Functions' must be NAME=NUMBER")]
    [InlineData("run --limit Frogs=1 x.wasm", "there is no such limit")]
    [InlineData("compile --limit Locals=4000000 x.wasm -o x", "is more than is possible")]
    [InlineData("run --dir :: x.wasm", "--dir ::")]
    [InlineData("run --env =x x.wasm", "--env =x")]
    [InlineData("run -S frogs x.wasm", "'-S frogs' is unknown; there are inherit-network, tcp,")]
    [InlineData("run -S tcp=maybe x.wasm", "'-S tcp=maybe' must be y or n")]
    [InlineData("run -S tcp=y,listen x.wasm", "'-S listen': '' is no network rule")]
    [InlineData("run -S listen=localhost x.wasm", "'localhost:*' cannot be listened on: that takes an address")]
    [InlineData("run -S http=10.0.0.0/40 x.wasm", "'10.0.0.0/40' is no network rule")]
    [InlineData("run --cache d --no-cache x.wasm", "exclude each other")]
    [InlineData("compile x.wasm", "--output")]
    public void NonsenseIsAUsageError(string commandLine, string part) =>
        Tool.Execute(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldFailWith(ExitCodes.Usage, part);

    [Theory]
    [InlineData("--help", "run")]
    [InlineData("run --help", "--timeout")]
    [InlineData("compile --help", "--output")]
    [InlineData("--version", ".")]
    public void HelpAndVersion(string commandLine, string part)
    {
        var result = Tool.Execute(commandLine.Split(' '));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(part, result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("serve")]
    [InlineData("compile")]
    [InlineData("inspect")]
    [InlineData("objdump")]
    [InlineData("wat")]
    [InlineData("tars serve")]
    [InlineData("tars wit")]
    [InlineData("tars js")]
    public void EveryOptionIsDocumented(string command)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        var help = Tool.Execute([.. command.Split(' '), "--help"]).Output;
        var options = help.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('-')).Select(line => line.Split(' ', '=')[0].TrimEnd(',')).ToArray();
        Assert.NotEmpty(options);
        foreach (var option in options) if (option is not ("-?" or "-h" or "--help")) Assert.Contains(option, page, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile()
    {
        Tool.Run("/no/such.wasm").ShouldFailWith(ExitCodes.Failure, "'/no/such.wasm' cannot be read: there is no such directory");
        Tool.Run("nosuch.wasm").ShouldFailWith(ExitCodes.Failure, "'nosuch.wasm' cannot be read: there is no such file");
        Tool.Run("/").ShouldFailWith(ExitCodes.Failure, "is a directory");
    }

    [Fact]
    public void NeitherModuleNorImage()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("text.wasm"), "Hello");
        File.WriteAllText(directory.File("empty.wasm"), "");
        Tool.Run(directory.File("text.wasm")).ShouldFailWith(ExitCodes.Failure, "is not a WebAssembly module or a compiled image");
        Tool.Run(directory.File("empty.wasm")).ShouldFailWith(ExitCodes.Failure, "the file is empty");
    }
}
