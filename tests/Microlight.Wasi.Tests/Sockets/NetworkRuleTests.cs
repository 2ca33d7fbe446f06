using System.Net;
using Microlight.Wasi.Sockets;

namespace Microlight.Wasi.Tests.Sockets;

/// <summary>What rules mean, and what is no rule.</summary>
public sealed class NetworkRuleTests
{
    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("example.com:")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:90-80")]
    [InlineData("example.com:-80")]
    [InlineData("example..com")]
    [InlineData("-a.com")]
    [InlineData("exa mple.com")]
    [InlineData("*example.com")]
    [InlineData("a.*.com")]
    [InlineData("*.*")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("fd00::/8")]
    [InlineData("[fd00::/8")]
    [InlineData("[10.0.0.1]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("[::1]80")]
    [InlineData("http://example.com")]
    public void WhatIsNoRuleIsRefused(string text)
    {
        Assert.Null(NetworkRule.TryParse(text));
        Assert.Contains(text, Assert.Throws<FormatException>(() => NetworkRule.Parse(text)).Message);
    }

    [Theory]
    [InlineData("api.example.com", "api.example.com:*")]
    [InlineData("API.Example.COM.:443", "api.example.com:443")]
    [InlineData("*.example.com:8000-8099", "*.example.com:8000-8099")]
    [InlineData("bücher.example", "xn--bcher-kva.example:*")]
    [InlineData("10.0.0.0/8:22", "10.0.0.0/8:22")]
    [InlineData("192.0.2.7", "192.0.2.7:*")]
    [InlineData("[2001:db8::7]:443", "[2001:db8::7]:443")]
    [InlineData("[fd00::/8]", "[fd00::/8]:*")]
    [InlineData("*:80", "*:80")]
    public void RulesAreWrittenInOneForm(string text, string normal) => Assert.Equal(normal, NetworkRule.Parse(text).ToString());

    [Theory]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "example.com.evil.org", false)]
    [InlineData("*", "anything.org", true)]
    [InlineData("10.0.0.0/8", "ten.example", false)]
    public void NamesMatch(string rule, string name, bool expected) => Assert.Equal(expected, NetworkRule.Parse(rule).MatchesName(name, 443));

    [Theory]
    [InlineData("*", "93.184.216.34", true)]
    [InlineData("*", "2606:2800:220:1::1", true)]
    [InlineData("0.0.0.0/0", "93.184.216.34", true)]
    [InlineData("93.184.216.0/24", "93.184.216.34", true)]
    [InlineData("93.184.216.0/24", "93.184.217.34", false)]
    [InlineData("93.184.216.34", "93.184.216.34", true)]
    // The special ranges have to be named, not merely contained.
    [InlineData("*", "127.0.0.1", false)]
    [InlineData("0.0.0.0/0", "127.0.0.1", false)]
    [InlineData("0.0.0.0/0", "10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("0.0.0.0/0", "0.0.0.0", false)]
    [InlineData("128.0.0.0/1", "192.168.1.1", false)]
    [InlineData("127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.2.0.0/16", "10.1.2.3", false)]
    [InlineData("*", "::1", false)]
    [InlineData("[::/0]", "::1", false)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("[::/0]", "fe80::1", false)]
    [InlineData("[fe80::/10]", "fe80::1", true)]
    [InlineData("[::/0]", "fd00::1", false)]
    [InlineData("[fd00::/8]", "fd00::1", true)]
    [InlineData("[::/0]", "64:ff9b::7f00:1", false)]
    [InlineData("[::/0]", "2002:7f00:1::", false)]
    [InlineData("[::/0]", "::127.0.0.1", false)]
    [InlineData("[::/0]", "ff02::1", false)]
    public void AddressesMatch(string rule, string address, bool expected) =>
        Assert.Equal(expected, NetworkRule.Parse(rule).MatchesAddress(SpecialAddresses.Unwrap(IPAddress.Parse(address)), 80));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    public void Ipv4AddressesInIpv6ClothesAreWhatTheyAre(string address)
    {
        var clothed = IPAddress.Parse(address).MapToIPv6();
        Assert.False(new NetworkPolicy { Connect = [NetworkRule.Parse("[::/0]"), NetworkRule.Public] }.AllowsAddress(SpecialAddresses.Unwrap(clothed), 80));
    }

    [Theory]
    [InlineData("example.com:443", 443, true)]
    [InlineData("example.com:443", 80, false)]
    [InlineData("example.com:80-90", 85, true)]
    [InlineData("example.com:80-90", 91, false)]
    [InlineData("example.com", 1, true)]
    public void PortsMatch(string rule, int port, bool expected) => Assert.Equal(expected, NetworkRule.Parse(rule).MatchesName("example.com", port));

    [Fact]
    public void ListeningTakesAddresses()
    {
        var policy = new NetworkPolicy { Listen = [NetworkRule.Parse("127.0.0.1:0"), NetworkRule.Parse("0.0.0.0:8080")] };
        Assert.True(policy.AllowsListening(IPAddress.Loopback, 0));
        Assert.False(policy.AllowsListening(IPAddress.Loopback, 8080));
        Assert.True(policy.AllowsListening(IPAddress.Any, 8080));
        Assert.False(policy.AllowsListening(IPAddress.Any, 0));
        Assert.Throws<ArgumentException>(() => new NetworkPolicy { Listen = [NetworkRule.Parse("localhost:80")] });
    }

    [Fact]
    public void ANameThatLeadsHomeOpensNothing()
    {
        var policy = new NetworkPolicy { Connect = [NetworkRule.Parse("db.example:5432")] };
        Assert.True(policy.AllowsResolved("db.example", IPAddress.Parse("93.184.216.34"), 5432));
        Assert.False(policy.AllowsResolved("db.example", IPAddress.Parse("93.184.216.34"), 80));
        Assert.False(policy.AllowsResolved("db.example", IPAddress.Parse("10.0.0.5"), 5432));
        Assert.False(policy.AllowsResolved("db.example", IPAddress.Loopback, 5432));
        var both = new NetworkPolicy { Connect = [NetworkRule.Parse("db.example:5432"), NetworkRule.Parse("10.0.0.0/24:5432")] };
        Assert.True(both.AllowsResolved("db.example", IPAddress.Parse("10.0.0.5"), 5432));
        Assert.False(both.AllowsResolved("other.example", IPAddress.Parse("10.0.0.5"), 5432));
    }

    [Fact]
    public void NothingIsGrantedByDefault()
    {
        Assert.False(NetworkPolicy.Denied.AllowsAddress(IPAddress.Parse("93.184.216.34"), 443));
        Assert.False(NetworkPolicy.Denied.AllowsName("example.com", null));
        Assert.False(NetworkPolicy.Denied.AllowsListening(IPAddress.Loopback, 0));
        Assert.False(NetworkPolicy.Denied.GrantsAny);
        Assert.True(NetworkPolicy.Unrestricted.AllowsAddress(IPAddress.Loopback, 1));
    }
}
