namespace Microlight.Wit.Tests;

/// <summary>Packages read from files: what comes out, with names resolved.</summary>
public sealed class WitResolverTests
{
    private const string Shop = """
        package demo:shop@1.2.0;

        /// What is sold.
        interface types {
          /// A thing.
          record item { name: string, price: option<f64>, %list: list<u8, 4> }
          variant failure { sold-out, other(string) }
          enum color { red, green }
          flags rights { read, write }
          resource cart {
            constructor(owner: string) -> result<cart, failure>;
            add: func(item: item) -> result<_, failure>;
            merge: static func(a: cart, b: borrow<cart>) -> cart;
          }
          type carts = list<cart>;
        }

        interface checkout {
          use types.{cart, item as thing};
          pay: async func(cart: borrow<cart>, by: map<string, u32>) -> tuple<u32, list<thing>>;
        }

        world base { import log: func(line: string); }
        world shop {
          include base with { log as print };
          export checkout;
          @external-id("https://example.org/x")
          import helper: interface { ping: func(); }
        }
        """;

    [Fact]
    public void Types_have_their_parts()
    {
        var types = Single(Shop).Interfaces.Single(i => i.Name == "types");
        Assert.Equal("demo:shop/types@1.2.0", types.FullName);
        Assert.Equal("What is sold.", types.Docs);
        var item = types.Types.Single(t => t.Name == "item");
        Assert.Equal(WitTypeKind.Record, item.Kind);
        Assert.Equal("A thing.", item.Docs);
        Assert.Equal(["name", "price", "list"], item.Members.Select(m => m.Name));
        Assert.Equal(WitTypeForm.F64, item.Members[1].Type!.Arguments[0]!.Form);
        Assert.Equal(4u, item.Members[2].Type!.Length);
        Assert.Null(types.Types.Single(t => t.Name == "failure").Members[0].Type);
        Assert.Same(types.Types.Single(t => t.Name == "cart"), types.Types.Single(t => t.Name == "carts").Target!.Arguments[0]!.Definition);
    }

    [Fact]
    public void Resources_have_their_functions()
    {
        var cart = Single(Shop).Interfaces.Single(i => i.Name == "types").Types.Single(t => t.Name == "cart");
        Assert.Equal([WitFunctionKind.Constructor, WitFunctionKind.Method, WitFunctionKind.Static], cart.Functions.Select(f => f.Kind));
        var merge = cart.Functions[2];
        Assert.Equal(WitTypeForm.Named, merge.Parameters[0].Type.Form);
        Assert.Equal(WitTypeForm.Borrow, merge.Parameters[1].Type.Form);
        Assert.Same(cart, merge.Result!.Definition);
        // result<_, failure>
        Assert.Null(cart.Functions[1].Result!.Arguments[0]);
    }

    [Fact]
    public void Uses_are_the_types_of_the_other_interface()
    {
        var package = Single(Shop);
        var (types, checkout) = (package.Interfaces[0], package.Interfaces[1]);
        Assert.Same(types.Types.Single(t => t.Name == "item"), checkout.Uses["thing"]);
        Assert.Empty(checkout.Types);
        Assert.True(checkout.Functions.Single().IsAsync);
    }

    [Fact]
    public void Worlds_include_others_and_import_what_their_exports_use()
    {
        var world = Single(Shop).Worlds.Single(w => w.Name == "shop");
        Assert.Equal(["print", "helper", "demo:shop/types@1.2.0"], world.Imports.Select(i => i.Name));
        Assert.Equal("https://example.org/x", world.Imports[1].ExternalId);
        Assert.Equal("ping", world.Imports[1].Interface!.Functions.Single().Name);
        Assert.Equal(["demo:shop/checkout@1.2.0"], world.Exports.Select(e => e.Name));
    }

    [Fact]
    public void Packages_may_be_in_other_folders_and_in_the_same_file()
    {
        var packages = WitResolver.Resolve(
        [
            new WitSource("wit/a.wit", "package x:root; use y:dep/i@0.1.0 as j; world w { import j; import z:in/k; }  package z:in { interface k { f: func(); } }"),
            new WitSource("wit/b.wit", "interface other { use y:dep/i@0.1.0.{t}; }"),
            new WitSource("wit/deps/y/types.wit", "package y:dep@0.1.0;"),
            new WitSource("wit/deps/y/more.wit", "interface i { type t = u8; }"),
        ]);
        Assert.Equal(["x:root", "z:in", "y:dep@0.1.0"], packages.Select(p => p.Name.ToString()));
        Assert.Equal(["y:dep/i@0.1.0", "z:in/k"], packages[0].Worlds.Single().Imports.Select(i => i.Name));
        Assert.Equal("other", packages[0].Interfaces.Single().Name);
    }

    [Fact]
    public void Unstable_items_are_there_only_if_asked_for()
    {
        const string text = "package a:b@1.0.0; interface i { @since(version = 0.9.0) a: func(); @unstable(feature = fancy) b: func(); @since(version = 0.9.0) @deprecated(version = 1.0.0) c: func(); }";
        Assert.Equal(["a", "c"], Single(text).Interfaces[0].Functions.Select(f => f.Name));
        var all = WitResolver.Resolve([new WitSource("a.wit", text)], "fancy")[0].Interfaces[0].Functions;
        Assert.Equal(["a", "b", "c"], all.Select(f => f.Name));
        Assert.Equal("1.0.0", all[2].Gates.Deprecated);
    }

    [Fact]
    public void Types_may_be_used_before_they_are_defined()
    {
        var types = Single("package a:b; interface i { type x = y; record y { z: z } enum z { a } }").Interfaces[0].Types;
        Assert.Same(types[1], types[0].Target!.Definition);
    }

    internal static WitPackage Single(string text) => Assert.Single(WitResolver.Resolve([new WitSource("test.wit", text)]));
}
