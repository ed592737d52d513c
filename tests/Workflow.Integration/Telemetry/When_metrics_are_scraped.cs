using System.Net;
using Workflow.Host.Telemetry;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.Payments;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_metrics_are_scraped(PostgresFixture postgres)
{
    // What exists only with a broker or with Kafka, after a failure, or while something is stuck.
    private static readonly string[] Conditional =
    [
        "workflow_broker_connected", "workflow_broker_blocked", "workflow_broker_unconfirmed", "workflow_broker_unconfirmed_limit",
        "workflow_broker_queue_ready", "messaging_client_operation_duration_seconds", "workflow_lane_failures_total", "workflow_lane_poisoned_total",
        "workflow_relay_failures_total", "workflow_relay_repeats_total", "workflow_dead_letters_recent",
        "workflow_orders_suspended", "workflow_orders_suspended_age_seconds", "workflow_orders_suspensions_total", "workflow_step_failures_total",
        "workflow_orders_running", "workflow_orders_oldest_age_seconds", "workflow_payments_open", "workflow_payments_open_age_seconds",
        "workflow_hub_backlog", "workflow_hub_oldest_age_seconds", "workflow_hub_records_total", "workflow_hub_failures_total", "workflow_hub_confirm_duration_seconds",
        "workflow_hub_slots", "workflow_hub_publishing", "workflow_intake_records_total", "workflow_intake_partitions", "workflow_intake_partitions_paused", "workflow_intake_lag",
    ];

    [Fact]
    public async Task Should_tell_every_stage_and_every_limit_in_a_form_that_Prometheus_takes()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Telemetry:GaugeSeconds=1");
        await shop.ReachAsync(await shop.PlaceAsync(), "Completed");
        using (await shop.Host.Http.SubmitAsync("""{"lines":[]}"""))
        using (await shop.Host.Http.SubmitAsync(key: "once"))
        using (await shop.Host.Http.SubmitAsync(key: "once"))
            await Eventually.HoldsAsync(async () => (await Samples.ScrapeAsync(shop.Host.Http))["workflow_database_up"] == 1, "the gauges are read");

        var samples = await Samples.ScrapeAsync(shop.Host.Http);

        await Promtool.RunAsync(samples.Text, "check", "metrics");
        Assert.Empty(MetricCatalog.All.Select(metric => metric.PrometheusName).Where(name => !samples.Has(name)).Except(Conditional));
        Assert.True(samples["workflow_orders_accepted_total"] >= 2);
        Assert.True(samples["workflow_orders_repeated_total"] >= 1);
        Assert.True(samples["""workflow_orders_refused_total{workflow_reason="Invalid"}"""] >= 1);
        Assert.True(samples["""workflow_orders_finished_total{workflow_outcome="Completed"}"""] >= 1);
        Assert.True(samples["""workflow_order_duration_seconds_count{workflow_outcome="Completed"}"""] >= 1);
        Assert.All(["stock", "payment", "shipment"], step => Assert.True(samples[$$"""workflow_step_duration_seconds_count{workflow_step="{{step}}"}"""] >= 1, step));
        Assert.True(samples["""http_server_request_duration_seconds_count{http_request_method="POST",http_route="/orders/",http_response_status_code="202"}"""] >= 2);
        Assert.True(samples["""workflow_lane_capacity{workflow_lane="intake"}"""] >= 8192);
        // Three; the database may have been made before midnight.
        Assert.InRange(samples["workflow_inbox_partitions_ahead"], 2, 3);
        Assert.Equal(1, samples["workflow_instances_alive"]);
    }

    [Fact]
    public async Task Should_tell_what_is_stuck_and_where()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Telemetry:GaugeSeconds=1", "Orders:Payment:Attempts=1", "Payment:GatewayUrl=http://127.0.0.1:9");
        await shop.ReachAsync(await shop.PlaceAsync(), "Suspended");
        Samples samples = null!;
        await Eventually.HoldsAsync(
            async () => (samples = await Samples.ScrapeAsync(shop.Host.Http))["""workflow_orders_suspended{workflow_step="payment"}"""] == 1,
            "the suspended order is told");

        Assert.Equal(1, samples["""workflow_orders_running{workflow_state="Suspended"}"""]);
        Assert.True(samples["""workflow_orders_suspensions_total{workflow_step="payment"}"""] >= 1);
        Assert.True(samples["""workflow_step_failures_total{workflow_step="payment",workflow_kind="failed"}"""] >= 1);
        Assert.True(samples["workflow_outbox_oldest_age_seconds"] >= 0);
    }

    [Fact]
    public async Task Should_be_open_to_this_machine_only()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync());
        using var proxied = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };

        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.SendAsync(proxied)).StatusCode);
    }

    [Fact]
    public async Task Should_be_open_to_those_who_have_the_key()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), "Telemetry:Metrics:Key=sesame");
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Authorization", "Bearer sesam" } } };
        using var right = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Authorization", "Bearer sesame" } } };

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.SendAsync(wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(right)).StatusCode);
    }

    [Fact]
    public async Task Should_not_be_there_when_it_is_off()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), "Telemetry:Metrics:Access=Off");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/metrics")).StatusCode);
    }
}
