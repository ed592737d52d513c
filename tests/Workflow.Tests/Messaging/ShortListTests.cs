using Workflow.Messaging;

namespace Workflow.Tests.Messaging;

public sealed class ShortListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void Should_have_what_was_added_in_its_order(int count)
    {
        var expected = Enumerable.Range(0, count).Select(number => number.ToString()).ToList();
        var list = new ShortList<string>();

        list.AddRange(expected);

        Assert.Equal(count, list.Count);
        Assert.Equal(expected, list);
        Assert.Equal(expected, Enumerable.Range(0, count).Select(index => list[index]));
        List<string> visited = [];
        foreach (var item in list)
            visited.Add(item);
        Assert.Equal(expected, visited);
    }

    [Fact]
    public void Should_begin_anew_when_it_is_cleared()
    {
        var list = new ShortList<string>();
        list.AddRange(["a", "b", "c"]);

        list.Clear();
        list.Add("d");

        Assert.Equal(["d"], list);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Should_have_nothing_beside_its_items(int index)
    {
        var list = new ShortList<string>();
        list.AddRange(["a", "b"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => list[index]);
    }

    [Fact]
    public void Should_refuse_null() => Assert.Throws<ArgumentNullException>(() => new ShortList<string>().Add(null!));
}
