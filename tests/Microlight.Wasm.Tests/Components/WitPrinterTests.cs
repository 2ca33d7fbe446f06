using Microlight.Wasm.Inspection;
using Microlight.Wasm.Tests.Support;
using Microlight.Wit;

namespace Microlight.Wasm.Tests.Components;

/// <summary>The world of a component as WIT: what is written is WIT, and says what the component imports and exports.</summary>
public sealed class WitPrinterTests
{
    [SkippableTheory]
    [InlineData("c-rich/rich.component.wasm")]
    [InlineData("js-rich/rich-qjs.component.wasm")]
    [InlineData("js-http/http.component.wasm")]
    [InlineData("js-http3/http3.component.wasm")]
    [InlineData("js-async/async.component.wasm")]
    [InlineData("rust-http-client/http_client.component.wasm")]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    public void What_is_written_can_be_read_again(string file)
    {
        var info = WasmComponentInfo.Read(File.ReadAllBytes(SharedData.Require($"fixtures/programs/{file}")));
        var packages = WitResolver.Resolve([new WitSource("world.wit", info.Wit)]);
        var world = Assert.Single(packages.SelectMany(p => p.Worlds));
        Assert.Equal(info.Exports, world.Exports.Select(e => e.Name));
        // Interfaces come before those that use them, wherever the component has them.
        Assert.Equal(info.Imports.Order(StringComparer.Ordinal), world.Imports.Select(i => i.Name).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Types_and_functions_are_those_of_the_source()
    {
        var info = WasmComponentInfo.Read(File.ReadAllBytes(SharedData.Require("fixtures/programs/c-rich/rich.component.wasm")));
        var source = WitResolver.Resolve([new WitSource("rich.wit", File.ReadAllText(SharedData.Require("fixtures/programs/c-rich/rich.wit")))])[0];
        var written = WitResolver.Resolve([new WitSource("world.wit", info.Wit)]).Single(p => p.Name.Equals(source.Name));
        foreach (var expected in source.Interfaces)
        {
            var actual = written.Interfaces.Single(i => i.Name == expected.Name);
            Assert.Equal(expected.Types.Select(t => (t.Name, t.Kind, t.Members.Count, t.Functions.Count)), actual.Types.Select(t => (t.Name, t.Kind, t.Members.Count, t.Functions.Count)));
            Assert.Equal(expected.Functions.Select(f => (f.Name, f.Parameters.Count, f.Result?.Form)), actual.Functions.Select(f => (f.Name, f.Parameters.Count, f.Result?.Form)));
            Assert.Equal(expected.Uses.Keys.Order(), actual.Uses.Keys.Order());
        }
    }
}
