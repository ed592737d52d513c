using Npgsql;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Integrators;

public sealed class When_a_sample_is_checked(PostgresFixture postgres, RabbitMqFixture rabbitMq)
{
    private static readonly string[] Options = ["--refuse=" + ShipmentService.UnservedCountry, "--wait=120"];

    [Fact]
    public async Task Should_pass_every_check_in_CSharp_with_one_row_an_order()
    {
        var (broker, database) = (await rabbitMq.CreateVirtualHostAsync(), await postgres.CreateDatabaseAsync());
        await using var service = ShipmentService.StartCSharp(broker, database);

        var checkedSample = await CheckedParticipant.RunAsync(broker, "shipment", Options);

        Assert.True(checkedSample.ExitCode == 0, checkedSample.Text + service.Output);
        checkedSample.AssertPassed();
        Assert.True(await ReadAsync(database, "SELECT count(*) FROM acme.parcel") >= 60);
    }

    [Fact]
    public async Task Should_pass_every_check_in_Node()
    {
        var (broker, database) = (await rabbitMq.CreateVirtualHostAsync(), await postgres.CreateDatabaseAsync());
        // The queue is the workflow's to declare.
        await Assert.ThrowsAsync<CheckParticipant.CheckRefusedException>(() => CheckedParticipant.RunAsync(broker, "shipment", "--wait=0"));
        await using var service = await ShipmentService.StartNodeAsync(broker, database);

        var checkedSample = await CheckedParticipant.RunAsync(broker, "shipment", Options);

        Assert.True(checkedSample.ExitCode == 0, checkedSample.Text + service.Output);
        checkedSample.AssertPassed();
    }

    private static async Task<long> ReadAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
