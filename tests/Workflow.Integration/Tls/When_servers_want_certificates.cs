using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging.RabbitMq;
using Workflow.Migrations;

namespace Workflow.Integration.Tls;

public sealed class When_servers_want_certificates : IAsyncLifetime
{
    private const string AdminKey = "let-me-in";

    private SecureServers _servers = null!;

    public async ValueTask InitializeAsync() => _servers = await SecureServers.StartAsync();

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Should_complete_an_order_over_nothing_but_TLS_and_refuse_servers_that_are_not_who_they_should_be()
    {
        var database = _servers.Database(_servers.Ours.CaFile);
        await WorkflowMigrator.MigrateAsync(database, NullLogger.Instance);
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        await using (var host = await RunningHost.StartAsync(
            database, $"Admin:Key={AdminKey}", "Transport=RabbitMQ", $"RabbitMq:Uri={_servers.Broker}", $"RabbitMq:Tls:CaFile={_servers.Ours.CaFile}",
            $"RabbitMq:Tls:CertificateFile={_servers.Own.Certificate}", $"RabbitMq:Tls:KeyFile={_servers.Own.Key}", $"Payment:GatewayUrl={gateway.Http.BaseAddress}"))
        {
            await CompleteAsync(host);
            Assert.True(await host.ReadAsync<bool>("SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'workflow'"));
            var plain = await _servers.RabbitMq.EvalAsync("length([C || C <- rabbit_networking:connections(), rabbit_networking:connection_info(C, [ssl]) =/= [{ssl, true}]]).");
            Assert.StartsWith("{ok, 0}", plain);
        }
        await RefuseDatabasesAsync();
        await RefuseBrokersAsync();
    }

    private static async Task CompleteAsync(RunningHost host)
    {
        host.Http.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);
        (await host.Http.PostAsync("/stock/receipts", Json("""{"receiptId":"r","lines":[{"sku":"A","quantity":100}]}"""))).EnsureSuccessStatusCode();
        using var accepted = await host.Http.PostAsync("/orders", Json("""{"currency":"GBP","lines":[{"sku":"A","quantity":2,"unitPrice":3.5}]}"""));
        var location = accepted.EnsureSuccessStatusCode().Headers.Location!;
        await Eventually.HoldsAsync(
            async () => (await host.Http.GetFromJsonAsync<JsonElement>(location)).GetProperty("status").GetString() == "Completed", "the order is complete");
    }

    private async Task RefuseDatabasesAsync()
    {
        foreach (var refused in new[] { _servers.Database(_servers.Theirs.CaFile), _servers.Database(_servers.Ours.CaFile, SecureServers.OtherAddress) })
        {
            await using var connection = new NpgsqlConnection(refused + ";Pooling=false");
            Assert.IsType<AuthenticationException>((await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync())).InnerException);
        }
    }

    private async Task RefuseBrokersAsync()
    {
        await ConnectAsync(Tls(_servers.Ours.CaFile));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(Tls(_servers.Theirs.CaFile)));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(Tls("")));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(Tls(_servers.Ours.CaFile, "another-broker")));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(new RabbitMqTlsOptions { CaFile = _servers.Ours.CaFile }));
    }

    private RabbitMqTlsOptions Tls(string caFile, string serverName = "") =>
        new() { CaFile = caFile, ServerName = serverName, CertificateFile = _servers.Own.Certificate, KeyFile = _servers.Own.Key };

    private async Task ConnectAsync(RabbitMqTlsOptions tls)
    {
        var options = new RabbitMqOptions { Uri = _servers.Broker.ToString(), Tls = tls };
        await using var connection = await new ConnectionFactory { Uri = _servers.Broker }
            .CreateConnectionAsync([new AmqpTcpEndpoint(_servers.Broker, BrokerTls.Of(options, _servers.Broker.Host))]);
        await using var channel = await connection.CreateChannelAsync();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
