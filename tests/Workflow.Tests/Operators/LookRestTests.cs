using Workflow.Host.Admin.Looks;

namespace Workflow.Tests.Operators;

public sealed class LookRestTests
{
    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(20, 1_000)]
    [InlineData(60, 5_000)]
    [InlineData(3_000, 15_000)]
    public void Should_be_the_longer_the_more_was_taken(int took, int kept) =>
        Assert.Equal(TimeSpan.FromMilliseconds(kept), LookRest.After(TimeSpan.FromMilliseconds(took), TimeSpan.FromSeconds(1)));
}
