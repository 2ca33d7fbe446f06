using System.Globalization;
using System.Text.RegularExpressions;
using Microlight.Abi;
using Microlight.Guest.Build;

namespace Microlight.Guest.Tests;

/// <summary>The sample as its user sees it, the build program's errors, and numbers that guest and host both have.</summary>
public sealed partial class BuildTests
{
    [SkippableFact]
    public void The_sample_plugin_works()
    {
        using var guest = new TestGuest();
        guest.Create().Dispose();
        using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "Plugin.elf"));
        Assert.Equal(["Add", "Adler32", "Greet"], image.Functions.Select(f => f.Name).Order());
        Assert.Equal("HostPrint", Assert.Single(image.Imports).Name);
        var printed = new List<string>();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("HostPrint", (string text) => { printed.Add(text); return text.Length; }),
        });
        Assert.Equal(42, sandbox.Call<int>("Add", 20, 22));
        Assert.Equal("Hello, World!", sandbox.Call<string>("Greet", "World"));
        Assert.Equal(["greeting number 1\n"], printed);
        Assert.Equal(0x000d0007u, sandbox.Call<uint>("Adler32", new byte[] { 1, 2, 3 }));
    }

    [Theory]
    [InlineData("", "names no assemblies")]
    [InlineData("assembly=a\nassembly=b\n", "no output")]
    [InlineData("assembly=a\nassembly=b\noutput=c\nheap=5000\n", "GuestHeapMaximum is '5000'")]
    [InlineData("assembly=a\nassembly=b\noutput=c\nheap=8589934592\n", "GuestHeapMaximum")]
    [InlineData("assembly=a\nassembly=b\noutput=c\nstack=x\n", "GuestStackSize is 'x'")]
    [InlineData("assembly=a\nassembly=b\noutput=c\ninstruction-set=sse9\n", "GuestInstructionSet is 'sse9'")]
    [InlineData("nonsense=1\n", "nonsense")]
    public void A_wrong_option_is_named(string options, string message)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, options);
            var error = Assert.Throws<BuildErrorException>(() => GuestBuilder.Build(BuildOptions.Read(file)));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Numbers_of_the_guest_library_are_those_of_the_host()
    {
        var heap = Constants("Runtime/Heap.cs");
        Assert.Equal(GuestHeapLayout.PermanentStart, heap["PermanentStart"]);
        Assert.Equal(GuestHeapLayout.CallStart, heap["CallStart"]);
        var mailbox = Constants("Guest/Mailbox.cs");
        Assert.Equal(GuestLayout.Mailbox, mailbox["Address"]);
        foreach (var (name, value) in new (string, int)[]
        {
            ("CallResultCount", MailboxLayout.CallResultCount), ("HostCallArgumentCount", MailboxLayout.HostCallArgumentCount), ("GrowRegion", MailboxLayout.GrowRegion),
            ("GrowDelta", MailboxLayout.GrowDelta), ("GrowResult", MailboxLayout.GrowResult), ("CallSlots", MailboxLayout.CallSlots),
            ("HostCallSlots", MailboxLayout.HostCallSlots), ("Buffer", MailboxLayout.Buffer), ("TypeString", (int)GuestType.String),
        })
            Assert.Equal((ulong)value, mailbox[name]);
    }

    private static Dictionary<string, ulong> Constants(string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Microlight.slnx"))) root = root.Parent;
        var text = File.ReadAllText(Path.Combine(root.FullName, "guest/csharp/Microlight.Guest", file));
        return Constant().Matches(text).DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value.Replace("_", "", StringComparison.Ordinal)));
    }

    private static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\w+) = (0x[0-9a-f_]+|\d+)[,;]")]
    private static partial Regex Constant();
}
