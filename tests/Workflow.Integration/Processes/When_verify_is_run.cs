using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Verify;
using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_verify_is_run(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1, "UPDATE shipments.shipment SET status = 'Cancelled' WHERE status = 'Arranged' AND order_id IN (SELECT order_id FROM orders.saga WHERE state = 'Completed')")]
    public async Task Should_tell_by_its_exit_code_whether_a_promise_was_broken(int exitCode, long violations, params string[] plants)
    {
        using var ledger = new TemporaryLedger();
        await File.WriteAllLinesAsync(ledger.Path, VerifiedDatabase.Ledger);
        var database = await VerifiedDatabase.CreateAsync(postgres, plants);

        var verify = await Verify.RunAsync(database, $"--Payment:LedgerFile={ledger.Path}");

        Assert.Equal((exitCode, violations), (verify.ExitCode, verify.Violations));
    }
}
