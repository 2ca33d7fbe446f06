using Microlight.Tars.Idl;

namespace Microlight.Tars.Components.Tests;

/// <summary>A component is compared with the interface before it serves.</summary>
public class BindingTests
{
    [Theory]
    [InlineData("void vanish();", "it exports no tars:trial/echo#vanish. 'microlight tars wit' writes the world that it has to export.")]
    [InlineData("string greet(string who);", "tars:trial/echo#greet has the parameters (name), and not (who).")]
    [InlineData("string greet(string name, int times);", "tars:trial/echo#greet has the parameters (name), and not (name, times).")]
    [InlineData("string greet(int name);", "tars:trial/echo#greet: the parameter name is string, and not s32.")]
    [InlineData("int greet(string name);", "tars:trial/echo#greet: the result is string, and not s32.")]
    [InlineData("void greet(string name);", "tars:trial/echo#greet returns string, and not nothing.")]
    [InlineData("string nothing();", "tars:trial/echo#nothing returns nothing, and not one value.")]
    [InlineData("int divide(int dividend, int divisor, out int remainder, out int more);", "tars:trial/echo#divide returns tuple<s32, s32>, and not a tuple of 3.")]
    [InlineData("int divide(int dividend, int divisor, out long remainder);", "tars:trial/echo#divide: the result remainder is s32, and not s64.")]
    [InlineData("vector<int> much(int bytes);", "tars:trial/echo#much: the result its element is u8, and not s32.")]
    [InlineData("map<int, int> much(int bytes);", "tars:trial/echo#much: the result is list<u8>, and not a list of pairs, for map<int, int>.")]
    [InlineData("enum Color { RED, GREEN }; void fail(Color code, string message);", "tars:trial/echo#fail: the parameter code is s32, and not enum { red, green }.")]
    [InlineData("struct Code { 0 require int number; }; void fail(Code code, string message);", "tars:trial/echo#fail: the parameter code is s32, and not a record of number, for Code.")]
    public void What_does_not_match_is_said(string function, string expected)
    {
        var split = function.LastIndexOf(';', function.Length - 2) + 1;
        var @interface = TrialServer.Interface($"module Trial {{ {function[..split]} interface Echo {{ {function[split..]} }}; }};");
        var problem = Assert.Throws<ArgumentException>(() => new ComponentServant(TrialServer.Component, @interface));
        Assert.StartsWith($"'trial' is no servant of Echo: {expected}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_WIT_cannot_say_is_said_with_its_place()
    {
        var @interface = TrialServer.Interface("module Trial { struct Tree { 0 require vector<Tree> trees; }; interface Echo { void greet(Tree name); }; };");
        Assert.StartsWith("Trial.tars(1,23): ", Assert.Throws<IdlException>(() => new ComponentServant(TrialServer.Component, @interface)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_is_not_provided_is_said()
    {
        var problem = Assert.Throws<ImportException>(() => TrialServer.Make(TrialServer.Component, TrialServer.Interface(), new ComponentServantOptions()));
        Assert.Contains("trial:host/door", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_world_of_the_test_component_is_what_the_tool_writes() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Guest", "trial.wit")), WitWriter.Write(TrialServer.Interface(), "Trial.tars", withCall: true));
}
