using System.Diagnostics;

namespace Microlight.Wit.Tests;

/// <summary>WIT that is wrong: each fault is told in one sentence, with the place.</summary>
public sealed class WitErrorTests
{
    [Theory]
    [InlineData("interface i {}", "which package", 1, 1)]
    [InlineData("package a:b; interface i { type t = u9; }", "no type 'u9'", 1, 37)]
    [InlineData("package a:b;\ninterface i {\n  type t = string\n}", "';' is expected", 4, 1)]
    [InlineData("package a:b; interface i { record r { x: r } }", "contains itself", 1, 28)]
    [InlineData("package a:b; interface i { type x = y; type y = list<x>; }", "contains itself", 1, 28)]
    [InlineData("package a:b; interface i { use j.{t}; } interface j { use i.{t}; }", "depends on itself", 1, 14)]
    [InlineData("package a:b; world w { include v; } world v { include w; }", "depends on itself", 1, 14)]
    [InlineData("package a:b; interface i { f: func(); F: func(); }", "defined twice", 1, 39)]
    [InlineData("package a:b; interface i { type func = u8; }", "%func", 1, 33)]
    [InlineData("package a:b; interface i { aB: func(); }", "kebab case", 1, 28)]
    [InlineData("package a:b; interface i { resource r; f: func() -> list<borrow<r>>; }", "borrowed", 1, 40)]
    [InlineData("package a:b; interface i { type r = u8; f: func(x: borrow<r>); }", "not a resource", 1, 52)]
    [InlineData("package a:b; interface i { type m = map<f32, u8>; }", "keys of a map", 1, 41)]
    [InlineData("package a:b; interface i { flags f {} }", "at least one", 1, 28)]
    [InlineData("package a:b@1.0; interface i {}", "semantic version", 1, 13)]
    [InlineData("package a:b@1.0.0; interface i { @since(version = 2.0.0) f: func(); }", "no version 2.0.0", 1, 58)]
    [InlineData("package a:b; world w { import a:b; }", "is a package", 1, 31)]
    [InlineData("package a:b; world w { import c:d/e; }", "no package 'c:d'", 1, 31)]
    [InlineData("package a:b; world w { import f: func(); import f: func(); }", "imported twice", 1, 42)]
    [InlineData("package a:b; /* /* */", "comment has no end", 1, 14)]
    [InlineData("package a:b; interface i { @since(version = 1.0.0) @unstable(feature = x) f: func(); }", "both", 1, 53)]
    [InlineData("package a:b; #", "U+0023", 1, 14)]
    public void A_fault_is_told_with_its_place(string text, string reason, int line, int column)
    {
        var fault = Assert.Throws<WitException>(() => WitResolver.Resolve([new WitSource("x.wit", text)]));
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Position.Line, fault.Position.Column));
        Assert.StartsWith($"x.wit({line},{column}): ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_is_in_one_folder()
    {
        var fault = Assert.Throws<WitException>(() => WitResolver.Resolve([new WitSource("a/x.wit", "package a:b;"), new WitSource("c/x.wit", "package a:b;")]));
        Assert.Contains("two places", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_has_limits()
    {
        var nested = string.Concat(Enumerable.Repeat("list<", 10_000));
        Refused($"package a:b; interface i {{ type t = {nested}");
        Refused("package a:b; " + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"interface i{i} {{ use i{i + 1}.{{t}}; }} ")) + "interface i10000 { type t = u8; }");
        // Not deep: a chain of definitions in one interface costs no stack.
        Assert.Equal(50_001, WitResolverTests.Single("package a:b; interface i { " + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"type t{i} = t{i + 1}; ")) + "type t50000 = u8; }").Interfaces[0].Types.Count);
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var random = new Random(1);
        const string good = "package a:b@1.0.0; /// doc\ninterface i { use j.{t as u}; resource r { constructor(); m: func(x: option<u>) -> result<_, string>; } } interface j { type t = tuple<u8, list<bool, 3>>; } world w { @external-id(\"x\\u{41}\") import i; include v with { a as b }; } world v { export a: func(); }";
        WitResolverTests.Single(good);
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < 20_000; n++)
        {
            var text = good.ToCharArray();
            for (var k = random.Next(1, 5); k > 0; k--) text[random.Next(text.Length)] = random.Next(2) == 0 ? good[random.Next(good.Length)] : (char)random.Next(1, 0x100);
            try
            {
                WitResolver.Resolve([new WitSource("x.wit", new string(text, 0, random.Next(10) == 0 ? random.Next(text.Length) : text.Length))]);
            }
            catch (WitException fault)
            {
                Assert.True(fault.Position.Line >= 1 && fault.Position.Offset <= text.Length);
            }
        }
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"It took {watch.Elapsed}.");
    }

    private static void Refused(string text) => Assert.Throws<WitException>(() => WitResolver.Resolve([new WitSource("x.wit", text)]));
}
