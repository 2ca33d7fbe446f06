using Microlight.Profiling;

namespace Microlight.Tests.Profiling;

/// <summary>What samples add up to.</summary>
public class SampleTreeTests
{
    private static GuestFrame[] Stack(params string?[] names) => Array.ConvertAll(names, n => new GuestFrame(0, n, 0, 0));

    [Fact]
    public void A_recursive_function_counts_once_in_each_sample()
    {
        var tree = new SampleTree();
        tree.Add(Stack("leaf", "again", "again", "main"), 3);
        tree.Add(Stack("again", "main"), 2);
        Assert.Equal(5, tree.Samples);
        Assert.Equal([new("leaf", 3, 3), new("again", 2, 5), new("main", 0, 5)], tree.Functions());
        Assert.Equal("main;again 2\nmain;again;again;leaf 3\n", tree.Folded());
    }

    [Fact]
    public void The_hosts_stub_is_not_a_call_of_the_function_by_itself()
    {
        var tree = new SampleTree();
        tree.Add(Stack("leaf", "main", "main"), 1);
        Assert.Equal("main;leaf 1\n", tree.Folded());
    }

    [Fact]
    public void Names_are_fit_for_terminals_and_lines()
    {
        var tree = new SampleTree();
        tree.Add(Stack("a;b\n\u001b[31m", null), 1);
        Assert.Equal("[unknown];a:b\uFFFD\uFFFD[31m 1\n", tree.Folded());
    }

    [Fact]
    public void Memory_ends_where_a_guest_has_ever_new_stacks()
    {
        var tree = new SampleTree();
        for (var i = 0; i < SampleTree.MaximumNodes; i++) tree.Add(Stack($"f{i}", "main"), 1);
        tree.Add(Stack("one more", "main"), 1);
        Assert.Equal(SampleTree.MaximumNodes + 1, tree.Samples);
        Assert.Equal(SampleTree.MaximumNodes, tree.Functions().Count);
        Assert.Equal(2, tree.Functions().Single(f => f.Name == "main").Self);
    }
}
