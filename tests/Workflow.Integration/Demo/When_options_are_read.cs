using Workflow.Demo;

namespace Workflow.Integration.Demo;

public sealed class When_options_are_read
{
    [Fact]
    public void Should_have_defaults_that_make_every_path_occur()
    {
        var options = Parse();

        Assert.Null(options.Input);
        Assert.Null(options.Limit);
        Assert.Equal((2000, 1, 128, false), (options.Orders, options.Seed, options.Concurrency, options.Fresh));
        Assert.Equal((0.02, 0.01, 0.005, 0.01), (options.Declined, options.Unknown, options.Failing, options.ShipmentRejected));
        Assert.Equal((0.01, 0.01, 0.01), (options.Transient, options.Cancelled, options.Scarce));
        Assert.Equal(Path.GetFullPath(".data"), options.DataDirectory);
        Assert.Equal("Workflow.Host.dll", Path.GetFileName(options.HostDll));
        Assert.Equal("Workflow.PaymentGateway.dll", Path.GetFileName(options.GatewayDll));
    }

    [Fact]
    public void Should_take_values_in_both_spellings_and_the_last_of_two()
    {
        var options = Parse("--orders", "10", "--seed=-3", "--orders=20", "--fresh", "--shipment-rejected", "0.5");

        Assert.Equal((20, -3, true, 0.5), (options.Orders, options.Seed, options.Fresh, options.ShipmentRejected));
    }

    [Theory]
    [InlineData("There is no option --order.", "--order", "1")]
    [InlineData("--orders needs a value.", "--orders")]
    [InlineData("--declined must be a number from 0 to 1, not '2'.", "--declined", "2")]
    [InlineData("--declined must be a number from 0 to 1, not 'NaN'.", "--declined", "NaN")]
    [InlineData("--concurrency must be a whole number from 1 to 4096, not '0'.", "--concurrency=0")]
    [InlineData("'orders' is not an option; options start with --.", "orders")]
    [InlineData("There is no file nowhere.ndjson.", "--input", "nowhere.ndjson")]
    [InlineData("There is no host at nowhere.dll. Name it with --host-dll.", "--host-dll", "nowhere.dll")]
    public void Should_say_what_is_wrong(string expected, params string[] args)
    {
        Assert.Null(DemoOptions.Parse(args, out var error));
        Assert.Equal(expected, error);
    }

    private static DemoOptions Parse(params string[] args)
    {
        var options = DemoOptions.Parse(args, out var error);
        Assert.Null(error);
        return options!;
    }
}
