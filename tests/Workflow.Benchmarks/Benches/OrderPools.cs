using Workflow.Benchmarks.Load;
using Workflow.Demo.Input;

namespace Workflow.Benchmarks.Benches;

/// <summary>The orders that are sent again and again.</summary>
internal static class OrderPools
{
    private const int Distinct = 20_000;

    /// <summary>One to three lines, half of the orders with one of four products that everybody wants.</summary>
    public static RequestPool Generated(BenchOptions options) => new(GeneratedOrders.Create(Distinct, options.Seed));

    /// <summary>The valid ones of a file, about 21 lines each in the one that belongs to the project.</summary>
    public static RequestPool Real(string path) => new([.. OrderFile.Read(path, limit: null).Where(order => order.Demand is not null)]);
}
