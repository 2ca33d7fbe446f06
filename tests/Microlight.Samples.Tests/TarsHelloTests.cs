using Microlight.Bench;
using Microlight.Tars;
using Microlight.Tars.Idl;
using Microlight.Tars.Tests.Interop;

namespace Microlight.Samples.Tests;

/// <summary>samples/TarsHello: its servants answer its clients in C#, F# and JavaScript alike.</summary>
public class TarsHelloTests
{
    private const string ObjectName = "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 0 -t 60000";
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "TarsHello");

    /// <summary>What the clients print of a servant that keeps its book.</summary>
    private static readonly string[] s_kept =
    [
        "Hello, Ada!",
        "17 / 5 = 3, remainder 2",
        "guest book: Ada was here; visits: Ada 1",
        "guest book: Ada was here, Grace lovely sandbox; visits: Ada 1, Grace 1",
        "1 / 0: code -99",
        "Hello, Grace!",
    ];

    [Fact]
    public void What_is_kept_is_what_the_tool_writes()
    {
        var document = Load();
        Assert.Equal(WitWriter.Write(Assert.Single(document.Definitions.OfType<IdlInterface>()), "hello.tars"), File.ReadAllText(Path.Combine(s_folder, "hello.wit")));
        Assert.Equal(JavaScriptWriter.Write(document, "hello.tars"), File.ReadAllText(Path.Combine(s_folder, "npm", "hello.cjs")));
    }

    [SkippableTheory]
    [InlineData("CSharp")]
    [InlineData("FSharp")]
    [InlineData("npm")]
    public async Task A_servant_without_a_sandbox_answers(string client) => await CallAsync(new PlainHello(), client, s_kept);

    private static async Task CallAsync(TarsServant servant, string client, string[] expected)
    {
        await using var server = new TarsServer();
        server.Add(ObjectName, servant);
        await server.StartAsync();
        var objectName = Assert.Single(server.Objects).ToString();
        if (client != "npm")
        {
            Assert.Equal(expected, await SampleProgram.RunAsync($"TarsHello/{client}", $"TarsHello{client}", objectName));
            return;
        }
        await using var node = Node.Start(Path.Combine(s_folder, "npm", "client.cjs"), objectName);
        foreach (var line in expected) await node.ExpectAsync(line);
    }

    private static IdlDocument Load()
    {
        var document = IdlDocument.Load([Path.Combine(s_folder, "hello.tars")], File.ReadAllText);
        Assert.Empty(document.Errors);
        return document;
    }
}
