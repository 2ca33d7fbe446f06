using Microlight.Tars.Idl;
using Microlight.Wit;

namespace Microlight.Tars.Tests.Idl;

/// <summary>The world that a component exports to be a servant.</summary>
public class WitWriterTests
{
    [Fact]
    public void An_interface_becomes_a_world()
    {
        var document = IdlParserTests.Load("""
            module DemoApp
            {
                enum Color { RED = 1, DARK_BLUE = 7 };
                // A user.
                struct User_t { 0 require int id; 1 optional string fullName; 2 optional map<Color, vector<byte>> data; };
                struct Unused { 0 require int id; };
                interface HelloHTTP
                {
                    // Greets.
                    string sayHello(string name);
                    int find(long id, out User_t user, out bool list);
                    void go();
                    vector<User_t> all(unsigned byte a, byte b, unsigned short c, short d, unsigned int e, float f, double g);
                    void give(out double only);
                };
            };
            """);
        Assert.Equal("""
            // Made by 'microlight tars wit' of demo.tars.
            package tars:demo-app;

            interface hello-http {
              enum color {
                /// 1
                red,
                /// 7
                dark-blue,
              }

              /// A user.
              record user-t {
                id: s32,
                full-name: string,
                data: list<tuple<color, list<u8>>>,
              }

              /// Greets.
              say-hello: func(name: string) -> string;
              /// Returns the result, user, list.
              find: func(id: s64) -> tuple<s32, user-t, bool>;
              go: func();
              all: func(a: u8, b: s8, c: u16, d: s16, e: u32, f: f32, g: f64) -> list<user-t>;
              /// Returns only.
              give: func() -> f64;
            }

            world hello-http-servant {
              export hello-http;
            }

            """.ReplaceLineEndings("\n"), WitWriter.Write(document.Definitions.OfType<IdlInterface>().Single(), "demo.tars"));
    }

    [Theory]
    [InlineData("struct T { 0 require string a; 1 optional vector<T> b; }; interface I { void f(T t); };", "contains itself")]
    [InlineData("struct T { }; interface I { void f(T t); };", "has no fields")]
    [InlineData("interface I { void sayHello(); void say_hello(); };", "say_hello and sayHello are both say-hello in WIT")]
    [InlineData("interface I { void f(int _1); };", "cannot be a name in WIT")]
    public void What_WIT_does_not_have_is_told(string text, string expected) => Assert.Contains(expected, Assert.Throws<IdlException>(() => WitWriter.Write(IdlParserTests.Load($"module M {{ {text} }};").Definitions.OfType<IdlInterface>().Single(), "x")).Message);

    [Fact]
    public void What_is_written_is_WIT()
    {
        // All that the tests' interface has but trees, which WIT has not.
        var text = File.ReadAllText("Everything.tars").Replace("        7 require Tree tree;\n", "", StringComparison.Ordinal);
        var document = IdlParserTests.Load(text.Replace("Echo", "Record", StringComparison.Ordinal).Replace("string greet(", "string list(", StringComparison.Ordinal));
        Assert.Empty(document.Errors);
        var wit = WitWriter.Write(document.Definitions.OfType<IdlInterface>().Single(), "everything.tars");
        var package = Assert.Single(WitResolver.Resolve([new WitSource("everything.wit", wit)]));
        Assert.Equal(["record"], package.Interfaces.Select(i => i.Name));
        Assert.Equal(["record-servant"], package.Worlds.Select(w => w.Name));
        Assert.Contains("record everything-type {", wit);
        Assert.Contains("everything: func(value: everything-type) -> everything-type;", wit);
    }

    [Fact]
    public void Words_of_WIT_are_escaped()
    {
        var wit = WitWriter.Write(IdlParserTests.Load("module M { interface Stream { void list(int use); }; };").Definitions.OfType<IdlInterface>().Single(), "x");
        Assert.Contains("interface %stream {", wit);
        Assert.Contains("%list: func(%use: s32);", wit);
        Assert.Contains("world stream-servant {\n  export %stream;", wit);
    }
}
