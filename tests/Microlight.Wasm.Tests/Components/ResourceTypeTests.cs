using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Tests.Components;

/// <summary>The example of the specification for resources that are exported twice (Explainer.md, type checking).</summary>
public sealed class ResourceTypeTests
{
    private static readonly byte[] Definition = [.. "\0asm\x0d\0\x01\0"u8, 7, 4, 1, 0x3f, 0x7f, 0];

    [Fact]
    public void A_resource_under_two_names_is_one()
    {
        var type = Validate([.. Definition, 11, 15, 2, 0, 2, .. "r1"u8, 3, 0, 0, 0, 2, .. "r2"u8, 3, 0, 0]);
        Assert.Single(type.Defined);
        Assert.Same(Exported(type, "r1"), Exported(type, "r2"));
        // Two names, all the same.
        Assert.NotSame(type.Exports["r1"].Type, type.Exports["r2"].Type);
    }

    [Fact]
    public void A_resource_shown_as_some_resource_is_another()
    {
        var type = Validate([.. Definition, 11, 17, 2, 0, 2, .. "r1"u8, 3, 0, 0, 0, 2, .. "r2"u8, 3, 0, 1, 3, 1]);
        Assert.Equal(2, type.Defined.Length);
        Assert.NotSame(Exported(type, "r1"), Exported(type, "r2"));
    }

    private static Resource Exported(ComponentType type, string name) => ((ResourceType)type.Exports[name].Type).Resource;

    private static ComponentType Validate(byte[] component) => ComponentValidator.Validate(ComponentDecoder.Decode(component)).Type;
}
