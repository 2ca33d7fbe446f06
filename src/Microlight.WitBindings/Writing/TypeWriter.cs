using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <summary>Records, variants, enums, flags and resources as C# types.</summary>
internal sealed class TypeWriter(NameTable names, TypeTable types)
{
    /// <summary>Anything but a resource or an alias.</summary>
    public void Write(CodeText code, WitTypeDefinition type)
    {
        var (name, members) = (names.Type(type), names.Members(type));
        DocWriter.Write(code, type.Docs, "", type.Gates.Deprecated, type.Kind == WitTypeKind.Record ? type.Members.Select((m, i) => (members[i], m.Docs)) : null);
        switch (type.Kind)
        {
            case WitTypeKind.Record:
                var kind = types.IsPlain(type) ? "readonly record struct" : "sealed record";
                code.Line($"public {kind} {name}({string.Join(", ", type.Members.Select((m, i) => $"{types.CSharp(m.Type!)} {members[i]}"))});");
                break;
            case WitTypeKind.Variant:
                Variant(code, type, name, members);
                break;
            case WitTypeKind.Enum:
                code.Open($"public enum {name} : {(type.Members.Count <= 0x100 ? "byte" : "ushort")}");
                for (var i = 0; i < members.Count; i++) Member(code, type.Members[i].Docs, members[i], i.ToString());
                code.Close();
                break;
            case WitTypeKind.Flags:
                code.Line("[global::System.Flags]");
                code.Open($"public enum {name} : uint");
                code.Line("None = 0,");
                for (var i = 0; i < members.Count; i++) Member(code, type.Members[i].Docs, members[i], $"1u << {i}");
                code.Close();
                break;
        }
    }

    public void Write(CodeText code, BoundResource resource)
    {
        DocWriter.Write(code, resource.Definition.Docs, $"The resource `{resource.Definition.Name}`.", resource.Definition.Gates.Deprecated);
        code.Open($"public abstract class {resource.Name} : global::System.IDisposable");
        foreach (var method in resource.Methods)
        {
            DocWriter.Write(code, method.Docs, "", method.Deprecated);
            code.Line($"public abstract {Signatures.Async(types, method)};");
        }
        code.Space();
        code.Line("/// <summary>Called when its owner drops it.</summary>");
        code.Line("public virtual void Dispose() => global::System.GC.SuppressFinalize(this);");
        code.Close();
    }

    private void Variant(CodeText code, WitTypeDefinition type, string name, IReadOnlyList<string> members)
    {
        code.Open($"public abstract record {name}");
        code.Line($"private {name}() {{ }}");
        for (var i = 0; i < members.Count; i++)
        {
            DocWriter.Write(code, type.Members[i].Docs);
            if (type.Members[i].Type is { } payload) code.Line($"public sealed record {members[i]}({types.CSharp(payload)} Value) : {name};");
            else
            {
                code.Open($"public sealed record {members[i]} : {name}");
                code.Line("/// <summary>The only one that is needed.</summary>");
                code.Line($"public static {members[i]} Instance {{ get; }} = new();");
                code.Close();
            }
        }
        code.Close();
    }

    private static void Member(CodeText code, string docs, string name, string value)
    {
        if (docs.Length > 0) DocWriter.Write(code, docs);
        code.Line($"{name} = {value},");
    }
}
