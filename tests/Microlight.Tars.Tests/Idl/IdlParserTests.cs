using Microlight.Tars.Idl;

namespace Microlight.Tars.Tests.Idl;

/// <summary>What .tars files say, and where they are wrong.</summary>
public class IdlParserTests
{
    [Fact]
    public void A_whole_file_is_read()
    {
        var document = Load("""
            // A module.
            #include "common/base.tars"
            module Demo
            {
                /** What it is.
                 *  At length. */
                enum Kind { A, B = 10, C };
                const unsigned short MAX = 0xFFFF;
                struct Person
                {
                    3 optional vector<map<string, Base::Id>> ids; // trailing
                    0 require string name = "x\ty";
                    1 optional Kind kind = C;
                    2 optional Base::Kind other = Base::Kind::TWO;
                    4 optional unsigned short most = MAX;
                };
                key[Person, name, kind];
                interface Hello
                {
                    // Greets.
                    string sayHello(string name);
                    void go(routekey int id, out Person person, out vector<byte> picture);
                };
            };
            """, ("/p/common/base.tars", "module Base { enum Kind { ONE = 1, TWO }; struct Id { 0 require long id; }; key[Id, id]; };"));
        Assert.Empty(document.Errors);
        Assert.Equal(["Kind", "Id", "Kind", "MAX", "Person", "Hello"], document.Definitions.Select(d => d.Name));
        var kind = Assert.IsType<IdlEnum>(document.Definitions[2]);
        Assert.Equal([("A", 0), ("B", 10), ("C", 11)], kind.Members.Select(m => (m.Name, m.Value)));
        Assert.Equal("What it is.\nAt length.", kind.Documentation);
        var person = Assert.IsType<IdlStruct>(document.Definitions[4]);
        Assert.Equal("0 string name|1 Kind kind|2 Base::Kind other|3 vector<map<string, Base::Id>> ids|4 unsigned short most", string.Join("|", person.Fields.Select(f => $"{f.Tag} {f.Type} {f.Name}")));
        Assert.Equal("x\ty", person.Fields[0].Default!.Value);
        Assert.Equal(11, Assert.IsType<IdlEnumMember>(person.Fields[1].Default!.Value).Value);
        Assert.Equal(2, Assert.IsType<IdlEnumMember>(person.Fields[2].Default!.Value).Value);
        Assert.Equal(65535L, person.Fields[4].Default!.Value);
        Assert.Equal(["name", "kind"], person.Key!.Select(f => f.Name));
        var hello = Assert.IsType<IdlInterface>(document.Definitions[5]);
        Assert.Equal("Greets.", hello.Functions[0].Documentation);
        Assert.Equal([(1, "id", false, true), (2, "person", true, false), (3, "picture", true, false)], hello.Functions[1].Parameters.Select(p => ((int)p.Tag, p.Name, p.IsOut, p.IsRouteKey)));
        Assert.Null(hello.Functions[1].ReturnType);
        Assert.Same(document.Definitions[1], ((IdlNamedType)((IdlMapType)((IdlVectorType)person.Fields[3].Type).Element).Value).Definition);
    }

    [Fact]
    public void Files_that_include_each_other_are_read_once()
    {
        var document = Load("#include \"b.tars\"\nmodule A { struct S { 0 optional vector<B::S> b; }; };", ("/p/b.tars", "#include \"./sub/../a.tars\"\nmodule B { struct S { 0 optional vector<A::S> a; }; };"));
        Assert.Empty(document.Errors);
        Assert.Equal(2, document.Definitions.Count);
    }

    [Theory]
    [InlineData("module M {", "(1,11): Expected enum, const, struct, key, interface or the module's '}', not the end of the file.")]
    [InlineData("modul M { };", "(1,1): Expected a module or #include, not 'modul'.")]
    [InlineData("module tars { };", "(1,8): The module name 'tars' is reserved for TARS itself.")]
    [InlineData("module M {\n  struct S {\n    0 required int a;\n  };\n};", "(3,7): Expected require or optional, not 'required'.")]
    [InlineData("module M { struct S { 256 require int a; }; };", "(1,23): 256 is not between 0 and 255.")]
    [InlineData("module M { struct S { 0 require int a; 0 require int b; }; };", "(1,54): The structure S has two fields with tag 0.")]
    [InlineData("module M { struct S { 0 require int a; 1 require int a; }; };", "(1,54): The structure S has a field a already.")]
    [InlineData("module M { struct S { 0 require Nothing a; }; };", "(1,33): There is no type Nothing in the module M.")]
    [InlineData("module M { struct S { 0 require X::Y a; }; };", "(1,33): There is no type X::Y.")]
    [InlineData("module M { interface I { void f(I i); }; };", "(1,33): I is an interface, not a type.")]
    [InlineData("module M { struct S { 0 require int a } };", "(1,39): Expected ';', not '}'.")]
    [InlineData("module M { struct S { 0 require int a; } };", "(1,42): Expected ';', not '}'.")]
    [InlineData("module M { struct S { 0 require byte a = 128; }; };", "(1,42): 128 is not between -128 and 127, the values of byte.")]
    [InlineData("module M { struct S { 0 require unsigned int a = -1; }; };", "(1,50): -1 is not between 0 and 4294967295, the values of unsigned int.")]
    [InlineData("module M { struct S { 0 require string a = 1; }; };", "(1,44): This is no value of string.")]
    [InlineData("module M { struct S { 0 require vector<int> a = 1; }; };", "(1,49): A vector<int> cannot have a value in the text.")]
    [InlineData("module M { enum E { A }; struct S { 0 require E a = B; }; };", "(1,53): There is no value B; possible are members of enumerations and constants defined before.")]
    [InlineData("module M { enum E { A }; struct S { 0 require E a = 1; }; };", "(1,53): This is no member of the enumeration E.")]
    [InlineData("module M { enum E { }; };", "(1,17): The enumeration E has no members.")]
    [InlineData("module M { enum E { A, A }; };", "(1,24): The enumeration E has a member A already.")]
    [InlineData("module M { enum E { A = 2147483647, B }; };", "(1,37): The value of B is above those of an int.")]
    [InlineData("module M { struct S { 0 require unsigned long a; }; };", "(1,42): Expected byte, short or int after unsigned, not 'long'.")]
    [InlineData("module M { struct S { 0 require S a; }; };", "(1,19): The structure S is part of itself; put a vector between.")]
    [InlineData("module M { struct S { 0 require T a; }; struct T { 0 require S a; }; };", "(1,19): The structure S is part of itself; put a vector between.|(1,48): The structure T is part of itself; put a vector between.")]
    [InlineData("module M { struct S { 0 require map<vector<int>, int> a; }; };", "(1,37): vector<int> cannot be the key of a map.")]
    [InlineData("module M { struct K { 0 require int a; }; struct S { 0 require map<K, int> a; }; };", "(1,68): The key of a map can be a structure with a key alone: key[K, …].")]
    [InlineData("module M { struct S { 0 require int a; }; key[S, b]; };", "(1,50): The structure S has no field b.")]
    [InlineData("module M { key[T, b]; };", "(1,16): There is no structure T in the module M.")]
    [InlineData("module M { interface I { void f(); int f(); }; };", "(1,40): The interface I has a function f already.")]
    [InlineData("module M { interface I { void f(int a, out int a); }; };", "(1,48): The function f has a parameter a already.")]
    [InlineData("module M { interface I { void f(out routekey int a); }; };", "(1,50): The parameter a is out: calls cannot be routed by it.")]
    [InlineData("module M { interface int { }; };", "(1,22): 'int' is a word of the language and cannot be a name.")]
    [InlineData("module M { struct S { 0 require int a; }; enum S { A }; };", "(1,48): M has S already, as a structure at /p/a.tars(1,19).")]
    [InlineData("module M { const string S = \"x; };", "(1,29): A text has no end on its line.")]
    [InlineData("module M { const string S = \"\\q\"; };", "(1,31): A text cannot have '\\q' in it; possible are \\n, \\r, \\t, \\0, \\\\, \\\" and \\'.")]
    [InlineData("module M { const int I = 12ab; };", "(1,26): '12ab' is no number.")]
    [InlineData("module M { const int I = 0x; };", "(1,26): '0x' is no number.")]
    [InlineData("module M { const int I = 99999999999999999999; };", "(1,26): This is no value of int.")]
    [InlineData("module M { const T I = 1; };", "(1,18): There is no type T in the module M.")]
    [InlineData("/* comment", "(1,1): A comment has no end.")]
    [InlineData("#define X", "(1,1): Of lines with # only #include \"FILE\" is known.")]
    [InlineData("#include <x>", "(1,10): #include needs the name of a file in quotes.")]
    [InlineData("\n  #include \"x.tars\"", "(2,3): The file '/p/x.tars' is not there.")]
    [InlineData("module M { @ };", "(1,12): '@' has no meaning here.")]
    public void Mistakes_are_told_with_their_place(string text, string expected) =>
        Assert.Equal(expected, string.Join("|", Load(text).Errors.Select(e => e.ToString().Replace("/p/a.tars(1,19).", "\0").Replace("/p/a.tars", "").Replace("\0", "/p/a.tars(1,19)."))));

    [Fact]
    public void Types_have_a_limit_of_depth()
    {
        var type = string.Concat(Enumerable.Repeat("vector<", 40)) + "int" + new string('>', 40);
        Assert.Contains("nested deeper than 32 levels", Assert.Single(Load($"module M {{ struct S {{ 0 require {type} a; }}; }};").Errors).Message);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Mutated_files_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var text = File.ReadAllText("Everything.tars");
        var refused = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var characters = text.ToCharArray();
            for (var n = random.Next(1, 5); n > 0; n--) characters[random.Next(characters.Length)] = text[random.Next(text.Length)];
            if (Load(new string(characters, 0, random.Next(2) == 0 ? characters.Length : random.Next(characters.Length))).Errors.Count > 0) refused++;
        }
        Assert.InRange(refused, 1_000, 2_000);
    }

    internal static IdlDocument Load(string text, params (string Path, string Text)[] others)
    {
        var files = others.Append(("/p/a.tars", text)).ToDictionary(f => f.Item1, f => f.Item2);
        return IdlDocument.Load(["/p/a.tars"], files.GetValueOrDefault);
    }
}
