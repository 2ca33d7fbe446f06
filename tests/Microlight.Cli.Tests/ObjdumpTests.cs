using System.Text.RegularExpressions;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight objdump</c>: which functions it shows, and what it calls the places that instructions mention.</summary>
public sealed class ObjdumpTests
{
    private static string Dump(params string[] arguments)
    {
        var result = Tool.Execute(["objdump", .. arguments]);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    private static string[] Headings(string listing) => [.. Regex.Matches(listing, @"^[0-9a-f]{16} <(.*)>(?: function (\d+))?, \d+ bytes:$", RegexOptions.Multiline)
        .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}".TrimEnd())];

    [Fact]
    public void ShowsTheModulesFunctionsInOrder() =>
        Assert.Equal(["triple 1", "add 2", "choose 3", "clear 4", "sum 5"], Headings(Dump(TestPrograms.Listing)));

    [Fact]
    public void ChosenFunctionsByNameAndIndex()
    {
        Assert.Equal(["sum 5", "triple 1"], Headings(Dump(TestPrograms.Listing, "--function", "sum", "--function", "1")));
        Tool.Execute(["objdump", TestPrograms.Listing, "--function", "0"]).ShouldFailWith(ExitCodes.Failure, "no function '0'");
        Tool.Execute(["objdump", TestPrograms.Listing, "--function", "absent"]).ShouldFailWith(ExitCodes.Failure, "no function 'absent'");
    }

    [Fact]
    public void PlacesHaveNames()
    {
        var listing = Dump(TestPrograms.Listing);
        Assert.Matches(@"call +env\.log\n", listing);
        Assert.Matches(@"\[rel global\[0\]\]", listing);
        Assert.Matches(@"\[r..\+0x14\]", listing);
        Assert.Matches(@"table\[0\]", listing);
        Assert.Matches(@"call +memory\.fill\n", listing);
        Assert.Matches(@"memory\[0\]\.record", listing);
        Assert.Matches(@"call +ml_trap\n", listing);
        // Every jump within a function leads to an instruction of it.
        foreach (var function in listing.Split("\n\n"))
            foreach (Match jump in Regex.Matches(function, @" j[a-z]+ +(?:short |near )?([0-9a-f]+)\n"))
                Assert.Matches($@"(?m)^ +{jump.Groups[1].Value}  ", function);
        Assert.Contains(" jne ", Dump(TestPrograms.Listing, "--function", "sum"), StringComparison.Ordinal);
    }

    [Fact]
    public void AllShowsStubsToo()
    {
        var headings = Headings(Dump(TestPrograms.Listing, "--all"));
        Assert.Equal(["triple 1", "add 2", "choose 3", "clear 4", "sum 5"], headings[..5]);
        foreach (var helper in (string[])["env.log", "memory.fill", "ml_trap", "call_indirect.trap", "add"]) Assert.Contains(helper, headings[5..]);
    }

    [Fact]
    public void BytesAreThoseOfTheInstructions() => Assert.Matches(@"\n +0  8d047f +lea +eax, \[rdi\+rdi\*2\]\n +3  c3 +ret\n", Dump(TestPrograms.Listing, "--function", "triple", "--bytes"));

    [Fact]
    public void ImagesAreListedLikeTheirModules()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("image");
        Assert.Equal(0, Tool.Execute(["compile", TestPrograms.Listing, "-o", image]).ExitCode);
        Assert.Equal(Dump(TestPrograms.Listing), Dump(image));
    }

    [Fact]
    public void WhatIsNoProgramIsRefused()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("text"), "hello");
        Tool.Execute(["objdump", directory.File("text")]).ShouldFailWith(ExitCodes.Failure, "not a WebAssembly module");
        File.WriteAllBytes(directory.File("other.elf"), "\u007fELF"u8.ToArray());
        Tool.Execute(["objdump", directory.File("other.elf")]).ShouldFailWith(ExitCodes.Failure, "not a guest image");
    }
}
