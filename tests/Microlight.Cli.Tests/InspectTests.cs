using System.Text.Json;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight inspect</c>: what it says of modules, as text and as JSON, and what it refuses.</summary>
public sealed class InspectTests
{
    private static string Inspect(params string[] arguments)
    {
        var result = Tool.Execute(["inspect", .. arguments]);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    [Fact]
    public void ImportsExportsAndSizesAreListed()
    {
        var text = Inspect(TestPrograms.Listing);
        Assert.Contains("module, 274 bytes, 4 types\n", text, StringComparison.Ordinal);
        Assert.Matches(@"imports: 1\n  function  env log  \[i32\] -> \[\]\n", text);
        Assert.Matches(@"exports: 4\n  function  add +\[i32\] -> \[i32\]\n", text);
        Assert.Matches(@"memories: 1\n  \[0\] +i32 1\.\.", text);
        Assert.Matches(@"functions: 5 with \d+ bytes\n", text);
    }

    [Fact]
    public void TheLargestFunctionsComeFirstAndAreAsManyAsAskedFor()
    {
        var text = Inspect(TestPrograms.Compute, "--functions", "3");
        var sizes = text[text.IndexOf("functions:", StringComparison.Ordinal)..].Split('\n')[1..^1].Select(l => int.Parse(l[..15].Replace(",", ""), System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, sizes.Length);
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.Contains("the 3 largest", text, StringComparison.Ordinal);
    }

    [Fact]
    public void FeaturesAreNamed()
    {
        Assert.Contains("uses: bulk memory", Inspect(TestPrograms.Listing), StringComparison.Ordinal);
        Assert.DoesNotContain("multi-value", Inspect(TestPrograms.Listing), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonHasEveryFunction()
    {
        using var json = JsonDocument.Parse(Inspect(TestPrograms.Listing, "--json"));
        Assert.Equal(274, json.RootElement.GetProperty("size").GetInt32());
        Assert.Equal("log", json.RootElement.GetProperty("imports")[0].GetProperty("name").GetString());
        Assert.Equal("Function", json.RootElement.GetProperty("imports")[0].GetProperty("kind").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("functions").GetArrayLength());
    }

    /// <summary>The smallest component that exports an interface: an instance without anything in it.</summary>
    private static readonly byte[] Component =
    [
        .. "\0asm\x0d\0\x01\0"u8,
        5, 3, 1, 1, 0, // an instance of no exports
        11, 11, 1, 0, 5, .. "a:b/c"u8, 5, 0, 0, // exported as a:b/c
    ];

    [Fact]
    public void ComponentsAreShownAsWit()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("component.wasm"), Component);
        Assert.Equal("package root:component;\n\nworld root {\n  export a:b/c;\n}\npackage a:b {\n  interface c {\n  }\n}\n", Inspect(directory.File("component.wasm")));
        using var json = JsonDocument.Parse(Inspect(directory.File("component.wasm"), "--json"));
        Assert.Equal("a:b/c", json.RootElement.GetProperty("exports")[0].GetString());
        Assert.Equal(Component.Length, json.RootElement.GetProperty("size").GetInt32());
    }

    [Fact]
    public void AFaultyComponentIsRefusedWithThePlace()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("component.wasm"), [.. Component[..^2], 7, 0]);
        Tool.Execute(["inspect", directory.File("component.wasm")]).ShouldFailWith(ExitCodes.Failure, "index 7 is out of bounds");
    }

    [Fact]
    public void NamesCannotForgeLines()
    {
        using var directory = new TemporaryDirectory();
        // One memory, exported as "a", line feed, ESC, "[2J".
        byte[] module = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 10, 1, 6, (byte)'a', (byte)'\n', 0x1b, (byte)'[', (byte)'2', (byte)'J', 2, 0];
        File.WriteAllBytes(directory.File("forged.wasm"), module);
        Assert.Contains("\"a\\u000a\\u001b[2J\"", Inspect(directory.File("forged.wasm")), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoModuleIsRefused()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("broken.wasm"), [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 1]);
        Tool.Execute(["inspect", directory.File("broken.wasm")]).ShouldFailWith(ExitCodes.Failure, "broken.wasm");
        File.WriteAllBytes(directory.File("image"), "\u007fELF"u8.ToArray());
        Tool.Execute(["inspect", directory.File("image")]).ShouldFailWith(ExitCodes.Failure, "compiled image");
        Tool.Execute(["inspect", TestPrograms.Listing, "--functions", "-1"]).ShouldFailWith(ExitCodes.Usage, "--functions");
    }
}
