using Workflow.Scenarios.Orders;
using Workflow.Scenarios.Postgres;

namespace Workflow.Scenarios.Worlds;

public sealed class Every_scenario
{
    [Theory]
    [InlineData(typeof(InMemoryWorld))]
    [InlineData(typeof(PostgresWorld))]
    public void Should_run_in_every_world(Type world)
    {
        var types = typeof(Every_scenario).Assembly.GetTypes();
        var suites = types.Where(type => type.BaseType is { IsGenericType: true } parent
            && parent.GetGenericTypeDefinition() == typeof(OrderScenario<>) && type.IsGenericTypeDefinition);
        var run = types.Where(type => type.BaseType is { IsGenericType: true } parent
                && parent.GetGenericTypeDefinition() != typeof(OrderScenario<>) && parent.GenericTypeArguments[0] == world)
            .Select(type => type.BaseType!.GetGenericTypeDefinition());
        Assert.Equal(suites.OrderBy(type => type.Name), run.OrderBy(type => type.Name));
    }
}
