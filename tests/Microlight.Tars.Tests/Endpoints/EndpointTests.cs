namespace Microlight.Tars.Tests.Endpoints;

/// <summary>Names of objects and where they are.</summary>
public class EndpointTests
{
    [Fact]
    public void An_object_has_endpoints()
    {
        var name = TarsObjectName.Parse("Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003 -t 3000:udp  -p 20 -h * -w 50 -g 1 -q 2 -e 1 -x y:ssl -h example.org -p 0");
        Assert.Equal("Demo.HelloServer.HelloServantObj", name.Name);
        Assert.Equal(
            [
                new TarsEndpoint(TarsTransport.Tcp, "127.0.0.1", 10003) { Timeout = 3000 },
                new TarsEndpoint(TarsTransport.Udp, "0.0.0.0", 20) { Weight = 50, Grid = 1, Qos = 2, Authentication = 1 },
                new TarsEndpoint(TarsTransport.Ssl, "example.org", 0),
            ], name.Endpoints);
        Assert.Equal("Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003 -t 3000:udp -h 0.0.0.0 -p 20 -t 60000 -g 1 -q 2 -w 50 -e 1:ssl -h example.org -p 0 -t 60000", name.ToString());
        Assert.Equal(name.ToString(), TarsObjectName.Parse(name.ToString()).ToString());
    }

    [Fact]
    public void Addresses_of_version_6_have_colons_too() =>
        Assert.Equal(["fe80::1", "::1"], TarsObjectName.Parse("A.B.C@tcp -h fe80::1 -p 1:tcp -h ::1 -p 2").Endpoints.Select(e => e.Host));

    [Theory]
    [InlineData("A.B.C", "has no endpoint")]
    [InlineData("@tcp -h a -p 1", "is no name of an object")]
    [InlineData("A B@tcp -h a -p 1", "is no name of an object")]
    [InlineData("A@", "does not begin with tcp, udp or ssl")]
    [InlineData("A@http -h a -p 1", "does not begin with tcp, udp or ssl")]
    [InlineData("A@tcp -h a", "needs a host (-h) and a port (-p)")]
    [InlineData("A@tcp -p 1", "needs a host (-h) and a port (-p)")]
    [InlineData("A@tcp -h a -p", "-p in the endpoint 'tcp -h a -p' has no value")]
    [InlineData("A@tcp -h a -p 65536", "-p in the endpoint 'tcp -h a -p 65536' is '65536'; possible are 0 to 65535")]
    [InlineData("A@tcp -h a -p -1", "is '-1'; possible are 0 to 65535")]
    [InlineData("A@tcp -h a -p 1 -w 101", "possible are 0 to 100")]
    [InlineData("A@tcp a", "'a' in the endpoint 'tcp a' is no flag of one letter")]
    public void Bad_names_are_told(string text, string expected) => Assert.Contains(expected, Assert.Throws<FormatException>(() => TarsObjectName.Parse(text)).Message);
}
