using System.Diagnostics;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Validation;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Components made to cost more than their size: each is refused for a limit, soon, and nothing recurses on how deep they are.</summary>
public sealed class HostileComponentTests
{
    private const byte TypeSection = 7, InstanceType = 0x42, Tuple = 0x6f, Option = 0x6b;

    [Fact]
    public void Components_within_components_have_a_limit()
    {
        var component = Preamble().ToArray();
        for (var i = 0; i < 5_000; i++) component = [.. Preamble().ToArray(), .. Section((byte)ComponentSectionId.Component, component)];
        Assert.Throws<WasmLimitException>(() => Validate(component));
    }

    [Fact]
    public void Instance_types_within_instance_types_have_a_limit()
    {
        var types = new ModuleBuffer();
        for (var i = 0; i < 100_000; i++) types.Raw([InstanceType, 1, 1]);
        types.Byte((byte)Primitive.Bool);
        Assert.Throws<WasmLimitException>(() => Validate(OneSection(1, types)));
    }

    [Fact]
    public void Value_types_of_value_types_have_a_limit()
    {
        var types = new ModuleBuffer();
        types.Raw([Option, (byte)Primitive.U8]);
        for (var i = 0; i < 10_000; i++)
        {
            types.Byte(Option);
            types.Signed(i);
        }
        Assert.Throws<WasmLimitException>(() => Validate(OneSection(10_001, types)));
    }

    [Fact]
    public void Types_that_double_at_each_step_are_refused_without_being_unfolded()
    {
        var types = new ModuleBuffer();
        types.Raw([Option, (byte)Primitive.Bool]);
        for (var i = 0; i < 90; i++)
        {
            // A variant of two cases of the type before: its values stay small, the type does not.
            types.Raw([0x71, 2, 1, (byte)'a', 1]);
            types.Signed(i);
            types.Raw([0, 1, (byte)'b', 1]);
            types.Signed(i);
            types.Byte(0);
        }
        Assert.Throws<WasmLimitException>(() => Validate(OneSection(91, types)));
    }

    [Fact]
    public void Large_values_are_invalid_before_anything_overflows()
    {
        var types = new ModuleBuffer();
        types.Raw([Tuple, 2, (byte)Primitive.U64, (byte)Primitive.U64]);
        for (var i = 0; i < 40; i++)
        {
            types.Byte(Tuple);
            types.Unsigned(4);
            for (var n = 0; n < 4; n++) types.Signed(i);
        }
        Assert.ThrowsAny<WasmModuleException>(() => Validate(OneSection(41, types)));
    }

    [Fact]
    public void A_large_type_that_is_instantiated_again_and_again_runs_out_of_work_not_of_time()
    {
        var component = new ModuleBuffer();
        component.Raw(Preamble());
        component.Raw(Section(TypeSection, InstanceTypeOfResources(20_000)));
        var imports = new ModuleBuffer();
        imports.Unsigned(900);
        for (var i = 0; i < 900; i++)
        {
            imports.Byte(0);
            imports.Name($"i{i}");
            imports.Raw([5, 0]);
        }
        component.Raw(Section((byte)ComponentSectionId.Import, imports.ToArray()));
        var watch = Stopwatch.StartNew();
        Assert.Throws<WasmLimitException>(() => Validate(component.ToArray()));
        // Far from what it would take; only a hang fails.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"It took {watch.Elapsed}.");
    }

    private static byte[] InstanceTypeOfResources(int count)
    {
        var type = new ModuleBuffer();
        type.Raw([1, InstanceType]);
        type.Unsigned((ulong)count);
        for (var i = 0; i < count; i++)
        {
            type.Raw([4, 0]);
            type.Name($"r{i}");
            type.Raw([3, 1]);
        }
        return type.ToArray();
    }

    private static void Validate(byte[] component) => ComponentValidator.Validate(ComponentDecoder.Decode(component));

    private static ReadOnlySpan<byte> Preamble() => "\0asm\x0d\0\x01\0"u8;

    private static byte[] OneSection(int count, ModuleBuffer types)
    {
        var contents = new ModuleBuffer();
        contents.Unsigned((ulong)count);
        contents.Raw(types.Bytes);
        return [.. Preamble().ToArray(), .. Section(TypeSection, contents.ToArray())];
    }

    private static byte[] Section(byte id, byte[] contents)
    {
        var section = new ModuleBuffer();
        section.Byte(id);
        section.Sized(contents);
        return section.ToArray();
    }
}
