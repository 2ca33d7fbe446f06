using Microlight.Bench;
using Microlight.Tars;
using Microlight.Tars.Components;
using Microlight.Tars.Idl;
using Microlight.Tars.Tests.Interop;
using Microlight.Tests;
using Microlight.Wasm.Components;

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

    /// <summary>What they print of one that begins each call anew.</summary>
    private static readonly string[] s_clean = [.. s_kept[..3], "guest book: Grace lovely sandbox; visits: Grace 1", .. s_kept[4..]];

    private static readonly Dictionary<string, Lazy<WasmComponent>> s_components = new[] { "hello-c.wasm", "hello-js.wasm" }
        .ToDictionary(file => file, file => new Lazy<WasmComponent>(() => WasmComponent.Load(File.ReadAllBytes(Path.Combine(s_folder, file)), file)));

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

    [SkippableTheory]
    [InlineData("hello-c.wasm", "CSharp", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("hello-c.wasm", "CSharp", SandboxResetPolicy.RestoreOnRent)]
    [InlineData("hello-c.wasm", "CSharp", SandboxResetPolicy.Reuse)]
    [InlineData("hello-c.wasm", "CSharp", SandboxResetPolicy.NewPerRent)]
    [InlineData("hello-c.wasm", "FSharp", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("hello-c.wasm", "npm", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("hello-js.wasm", "CSharp", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("hello-js.wasm", "CSharp", SandboxResetPolicy.Reuse)]
    [InlineData("hello-js.wasm", "CSharp", SandboxResetPolicy.NewPerRent)]
    [InlineData("hello-js.wasm", "FSharp", SandboxResetPolicy.Reuse)]
    [InlineData("hello-js.wasm", "npm", SandboxResetPolicy.RestoreOnReturn)]
    [InlineData("hello-js.wasm", "npm", SandboxResetPolicy.Reuse)]
    public async Task A_component_answers(string file, string client, SandboxResetPolicy policy)
    {
        Kvm.Require();
        // One instance, so that it is the one that has the book.
        var options = new ComponentServantOptions { Policy = policy, MaximumConcurrency = 1 };
        using var servant = new ComponentServant(s_components[file].Value, Assert.Single(Load().Definitions.OfType<IdlInterface>()), options);
        await CallAsync(servant, client, policy == SandboxResetPolicy.Reuse ? s_kept : s_clean);
    }

    [SkippableFact]
    public async Task The_server_answers()
    {
        Kvm.Require();
        using var server = SampleProgram.Start("TarsHello/Server", "TarsHelloServer", "hello-c.wasm", ObjectName);
        try
        {
            const string serving = "Serving ";
            string? line;
            do line = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            while (line?.Contains(serving, StringComparison.Ordinal) == false);
            Assert.True(line is not null, "The server ended.");
            var objectName = line[(line.IndexOf(serving, StringComparison.Ordinal) + serving.Length)..].TrimEnd('.');
            Assert.Equal(s_clean, await SampleProgram.RunAsync("TarsHello/CSharp", "TarsHelloCSharp", objectName));
        }
        finally
        {
            server.Kill();
        }
    }

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
