using Microlight.Wasm.Components.Names;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Names of interfaces and their versions: what is one, and which serve each other's imports.</summary>
public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1")]
    [InlineData("0.2.6", "0.2")]
    [InlineData("0.0.4", "0.0.4")]
    [InlineData("2.0.0+build.7", "2")]
    [InlineData("0.2.0-rc.1", null)]
    public void Compatible_versions_are_those_of_one_track(string version, string? track) => Assert.Equal(track, SemanticVersion.TryParse(version)!.Track);

    [Theory]
    [InlineData("1.2")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3+")]
    [InlineData("99999999999999999999.0.0")]
    [InlineData("1.2.3 ")]
    public void What_is_no_version_is_refused(string version) => Assert.Null(SemanticVersion.TryParse(version));

    [Theory]
    [InlineData("0.2.9", "0.2.10", -1)]
    [InlineData("1.0.0", "0.9.9", 1)]
    [InlineData("1.0.0-rc.1", "1.0.0", -1)]
    [InlineData("1.0.0+a", "1.0.0+b", 0)]
    public void Versions_have_an_order(string left, string right, int order) =>
        Assert.Equal(order, Math.Sign(SemanticVersion.TryParse(left)!.CompareTo(SemanticVersion.TryParse(right))));

    [Theory]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/streams@0.2.6", true)]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/streams@0.3.0", false)]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/poll@0.2.0", false)]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0", false)]
    [InlineData("a:b/c", "a:b/c@1.0.0", false)]
    public void Interfaces_of_compatible_versions_have_one_name_in_common(string left, string right, bool compatible) =>
        Assert.Equal(compatible, ExternName.TryParse(left, out _)!.CompatibleName == ExternName.TryParse(right, out _)!.CompatibleName);
}
